"""Reads of parcels."""

import re

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.parcels.models import Parcel

MANY = 1_000
_BETWEEN = re.compile(r"[\s,;]+")


def parcels_for(actor: Actor) -> QuerySet[Parcel]:
    """Parcels the actor may see, newest first."""
    rows = Parcel.objects.visible_to(actor).select_related("order", "seller", "channel")
    return rows.order_by("-created_at", "-pk")


def parcel_for(actor: Actor, number: str) -> Parcel | None:
    """The parcel of a number if the actor may see it."""
    return parcels_for(actor).filter(number=number.strip().upper()).first()


def split_numbers(text: str) -> list[str]:
    """Numbers pasted in any manner, each once, in order; MANY at the most."""
    found = [part.upper() for part in _BETWEEN.split(text.strip()) if part]
    return list(dict.fromkeys(found))[:MANY]


def numbered(numbers: list[str]) -> Q:
    """A filter on Parcel: tracking numbers, last-mile numbers or order numbers."""
    return Q(number__in=numbers) | Q(last_mile_number__in=numbers) | Q(order__number__in=numbers)


def parcels_chosen(actor: Actor, ids: list[int]) -> list[Parcel]:
    """Those of the rows that the actor may see, in the order they were chosen; MANY and one more
    at the most, so that a rule can say it was too much."""
    wanted = list(dict.fromkeys(ids))[: MANY + 1]
    found = Parcel.objects.visible_to(actor).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]
