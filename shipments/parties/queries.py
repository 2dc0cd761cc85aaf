"""Reads of sellers, their members and their keys."""

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.parties.models import ApiKey, Membership, Seller


def sellers_for(actor: Actor) -> QuerySet[Seller]:
    """Sellers the actor may see, by code."""
    return Seller.objects.visible_to(actor).order_by("code")


def members_for(actor: Actor) -> QuerySet[Membership]:
    """Members of the sellers the actor may see, by name."""
    rows = Membership.objects.visible_to(actor).select_related("user", "seller")
    return rows.order_by("user__username")


def keys_for(actor: Actor) -> QuerySet[ApiKey]:
    """Keys of sellers' machines the actor may see, newest first."""
    return ApiKey.objects.visible_to(actor).order_by("-pk")
