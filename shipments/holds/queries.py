"""Reads of holds."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.holds.models import SUBJECTS, Hold
from shipments.parcels.models import Parcel
from shipments.tracking.inbox import things_named


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


def holdable(actor: Actor, texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Kind and row of each text such as parcel:LV... that names what the actor may see and hold."""
    found = {t: thing for t, thing in things_named(texts).items() if thing[0] in SUBJECTS}
    if actor.sees_all_sellers:
        return found
    parcels = {pk for kind, pk in found.values() if kind == "parcel"}
    own = set(Parcel.objects.visible_to(actor).filter(pk__in=parcels).values_list("pk", flat=True))
    return {t: (kind, pk) for t, (kind, pk) in found.items() if kind == "parcel" and pk in own}
