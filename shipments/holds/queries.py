"""Reads of holds."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.holds.models import SUBJECTS, Hold
from shipments.parcels.models import Parcel
from shipments.tracking.inbox import things_named


def holds_for(actor: Actor) -> QuerySet[Hold]:
    """Holds newest first: all for staff; for a seller those on his own parcels and orders."""
    rows = Hold.objects.select_related("parcel", "order", "bag", "uld", "consolidation")
    rows = rows.order_by("-placed_at", "-pk")
    if actor.sees_all_sellers:
        return rows
    if not actor.seller_id:
        return rows.none()
    return rows.filter(Q(parcel__seller_id=actor.seller_id) | Q(order__seller_id=actor.seller_id))


def effective_holds(parcel: Parcel) -> QuerySet[Hold]:
    """The placed holds that stop a parcel: its own, its order's and those of its containers."""
    lies = parcel.containments.filter(until__isnull=True)
    inherited = Q(parcel=parcel) | Q(order=parcel.order_id)
    for name in ("bag", "uld", "consolidation"):
        inherited |= Q(**{f"{name}__in": lies.filter(**{f"{name}__isnull": False}).values(name)})
    return Hold.objects.filter(inherited, status=Hold.Status.PLACED).order_by("placed_at", "pk")


def holdable(actor: Actor, texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Kind and row of each text such as parcel:LV... that names what the actor may see and hold."""
    found = {t: thing for t, thing in things_named(texts).items() if thing[0] in SUBJECTS}
    if actor.sees_all_sellers:
        return found
    parcels = {pk for kind, pk in found.values() if kind == "parcel"}
    own = set(Parcel.objects.visible_to(actor).filter(pk__in=parcels).values_list("pk", flat=True))
    return {t: (kind, pk) for t, (kind, pk) in found.items() if kind == "parcel" and pk in own}
