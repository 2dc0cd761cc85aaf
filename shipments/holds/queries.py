"""Reads of holds."""

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """Holds newest first: all for staff; for a seller those on his own parcels."""
    rows = Hold.objects.select_related("parcel", "bag", "uld", "consolidation")
    rows = rows.order_by("-placed_at", "-pk")
    if actor.sees_all_sellers:
        return rows
    return rows.filter(parcel__seller_id=actor.seller_id) if actor.seller_id else rows.none()


def effective_holds(parcel: Parcel) -> QuerySet[Hold]:
    """The placed holds that stop a parcel, its own and those of its containers."""
    lies = parcel.containments.filter(until__isnull=True)
    inherited = Q(parcel=parcel)
    for name in ("bag", "uld", "consolidation"):
        inherited |= Q(**{f"{name}__in": lies.filter(**{f"{name}__isnull": False}).values(name)})
    return Hold.objects.filter(inherited, status=Hold.Status.PLACED).order_by("placed_at", "pk")
