"""Reads of saved views."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.saved_views.models import SavedView


def views_for(actor: Actor, page: str) -> QuerySet[SavedView]:
    """The views of a page that the actor's company, or staff among themselves, share; by name."""
    rows = SavedView.objects.visible_to(actor).filter(page=page)
    own = rows if actor.seller_id else rows.filter(seller__isnull=True)
    return own.order_by("name")


def view_for(actor: Actor, pk: int) -> SavedView | None:
    return SavedView.objects.visible_to(actor).filter(pk=pk).first()
