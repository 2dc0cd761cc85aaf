"""Reads of parcels, and finding them by numbers that people typed, pasted or scanned."""

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from shipments.actor import Actor
from shipments.numbers.typed import normalised, numbers_in
from shipments.orders.models import Order
from shipments.parcels.models import Parcel

MANY = 1_000


def parcels_for(actor: Actor) -> QuerySet[Parcel]:
    """Parcels the actor may see, newest first."""
    rows = Parcel.objects.visible_to(actor).select_related("order", "seller", "channel")
    return rows.order_by("-created_at", "-pk")


def parcels_of_orders(orders: Sequence[int]) -> QuerySet[Parcel, tuple]:
    """Order, number, last mile's number and movement of each parcel of these orders."""
    rows = Parcel.objects.filter(order__in=orders).order_by("pk")
    return rows.values_list("order_id", "number", "last_mile_number", "movement")


def parcel_for(actor: Actor, number: str) -> Parcel | None:
    """The parcel of a number, ours or the last mile's, if the actor may see it."""
    return parcel_named(parcels_for(actor), number)


def parcel_named(rows: QuerySet[Parcel], number: str) -> Parcel | None:
    """The one of the parcels that a number names, ours or the last mile's."""
    found = parcels_named(rows, [number]).get(number)
    return rows.filter(pk=found[0]).first() if found else None


def parcels_named(rows: QuerySet[Parcel], numbers: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Row and own number of the parcels that numbers name, by the numbers as they were typed.

    What is written as we keep it is found by that; only the rest is read. Ours go before the last
    mile's; one query for each.
    """
    given, plain = set(numbers), rows.order_by("pk")
    exact = _named(plain, "number", given)
    read = {number: normalised(number) for number in given - exact.keys()}
    wanted = set(read.values()) - {""}
    found = exact | _named(plain, "number", wanted - given)
    found |= _named(plain, "last_mile_number", wanted - found.keys())
    return exact | {typed: found[name] for typed, name in read.items() if name in found}


def _named(rows: QuerySet[Parcel], field: str, names: set[str]) -> dict[str, tuple[int, str]]:
    if not names - {""}:
        return {}
    triples = rows.filter(**{f"{field}__in": names - {""}}).values_list(field, "pk", "number")
    return {name: (pk, number) for name, pk, number in triples}


def own_numbers(numbers: Iterable[str]) -> list[str]:
    """Our numbers of the parcels that numbers name, each once; what names none as it is read."""
    given = list(numbers)
    found = parcels_named(Parcel.objects.all(), given)
    read = (found[item][1] if item in found else normalised(item) or item for item in given)
    return list(dict.fromkeys(read))


def split_numbers(text: str) -> list[str]:
    """Numbers pasted in any manner, each once, in order, as they were typed; MANY at the most."""
    return numbers_in(text)[:MANY]


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
    wanted = [normalised(number) for number in numbers]
    theirs = Parcel.objects.filter(last_mile_number__in=wanted).exclude(last_mile_number="")
    return [Parcel.objects.filter(number__in=wanted).values(column), theirs.values(column)]


def without_parcel(actor: Actor, numbers: list[str]) -> list[str]:
    """Those of the numbers that name no parcel the actor may see, in the order given."""
    rows = Parcel.objects.visible_to(actor).filter(numbered(numbers))
    return _not_among(numbers, rows.values_list("number", "last_mile_number", "order__number"))


def _not_among(numbers: list[str], found: Iterable[tuple[str | None, ...]]) -> list[str]:
    """Those of the numbers that are in no row of what was found, as typed or as they are read."""
    known = {(word or "").upper() for row in found for word in row}
    return [number for number in numbers if not known & {number.upper(), normalised(number)}]


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
    return _not_among(numbers, found)
