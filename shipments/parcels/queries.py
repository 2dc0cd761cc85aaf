"""Reads of parcels."""

import re

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.tenancy import SellerOwned

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


def orders_numbered(rows: QuerySet, numbers: list[str]) -> QuerySet:
    """Those of the orders that numbers of any kind name: of orders, parcels or the last mile."""
    return rows.filter(pk__in=_named(numbers).values("pk"))


def not_found(actor: Actor, numbers: list[str]) -> list[str]:
    """Those of the numbers that name no order the actor may see, in the order given."""
    rows = _named(numbers).visible_to(actor)
    found = rows.values_list("number", "parcels__number", "parcels__last_mile_number")
    known = {(word or "").upper() for row in found for word in row}
    return [number for number in numbers if number.upper() not in known]


def _named(numbers: list[str]) -> SellerOwned:
    parcels = Parcel.objects.filter(Q(number__in=numbers) | Q(last_mile_number__in=numbers))
    named = Q(number__in=numbers) | Q(pk__in=parcels.values("order"))
    return Order.objects.filter(named)
