"""Reads of parcels."""

import re

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.orders.models import Order
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
    """Numbers pasted in any manner, each once, in order, as they were typed; MANY at the most."""
    return list(dict.fromkeys(part for part in _BETWEEN.split(text.strip()) if part))[:MANY]


def numbered(numbers: list[str]) -> Q:
    """A filter on Parcel: tracking numbers, last-mile numbers or order numbers.

    Each kind has its own index; asked for in one OR, PostgreSQL would use none of them.
    """
    of_orders = Parcel.objects.filter(order__number__in=_typed(numbers))
    return Q(pk__in=of_orders.values("pk").union(*_tracked(numbers, "pk"), all=True))


def _typed(numbers: list[str]) -> list[str]:
    """The numbers as typed and in capitals: shops write theirs in either."""
    return [*numbers, *(number.upper() for number in numbers)]


def _tracked(numbers: list[str], column: str) -> list[QuerySet]:
    """A column of the parcels with these tracking numbers, ours and the last mile's."""
    wanted = [number.upper() for number in numbers]
    theirs = Parcel.objects.filter(last_mile_number__in=wanted).exclude(last_mile_number="")
    return [Parcel.objects.filter(number__in=wanted).values(column), theirs.values(column)]


def without_parcel(actor: Actor, numbers: list[str]) -> list[str]:
    """Those of the numbers that name no parcel the actor may see, in the order given."""
    rows = Parcel.objects.visible_to(actor).filter(numbered(numbers))
    found = rows.values_list("number", "last_mile_number", "order__number")
    known = {word.upper() for row in found for word in row}
    return [number for number in numbers if number.upper() not in known]


def parcels_chosen(actor: Actor, ids: list[int]) -> list[Parcel]:
    """Those of the rows that the actor may see, in the order they were chosen; MANY and one more
    at the most, so that a rule can say it was too much."""
    wanted = list(dict.fromkeys(ids))[: MANY + 1]
    found = Parcel.objects.visible_to(actor).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def orders_numbered(rows: QuerySet, numbers: list[str]) -> QuerySet:
    """Those of the orders that numbers of any kind name: of orders, parcels or the last mile."""
    named = rows.filter(number__in=_typed(numbers)).order_by().values("pk")
    return rows.filter(pk__in=named.union(*_tracked(numbers, "order"), all=True))


def not_found(actor: Actor, numbers: list[str]) -> list[str]:
    """Those of the numbers that name no order the actor may see, in the order given."""
    rows = orders_numbered(Order.objects.visible_to(actor), numbers)
    found = rows.values_list("number", "parcels__number", "parcels__last_mile_number")
    known = {(word or "").upper() for row in found for word in row}
    return [number for number in numbers if number.upper() not in known]
