"""Reads of products."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.catalogue.gaps import with_gap
from shipments.catalogue.models import Product

# Beyond this a number only says "so many and more".
COUNTED = 1_000


def products_for(actor: Actor) -> QuerySet[Product]:
    """Products the actor may see, by SKU."""
    return Product.objects.visible_to(actor).select_related("seller").order_by("sku", "pk")


def product_for(actor: Actor, sku: str) -> Product | None:
    """The product of a SKU if the actor may see it."""
    return products_for(actor).filter(sku=sku).first()


def gaps_counted(actor: Actor) -> int:
    """How many products cannot be exported yet, COUNTED at the most."""
    return Product.objects.visible_to(actor).filter(with_gap())[:COUNTED].count()
