"""Reads of products."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.catalogue.models import Product


def products_for(actor: Actor) -> QuerySet[Product]:
    """Products the actor may see, by SKU."""
    return Product.objects.visible_to(actor).select_related("seller").order_by("sku", "pk")
