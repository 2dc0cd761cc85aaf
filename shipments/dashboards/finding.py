"""One search over everything staff name: parcels, orders, bags, seals, ULDs, MAWBs, flights ..."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from shipments.actor import Actor
from shipments.cases.queries import cases_for
from shipments.containers.models import Uld
from shipments.containers.queries import bags_for, consolidations_for
from shipments.flights.queries import flights_for
from shipments.numbers.typed import normalised, numbers_in
from shipments.orders.queries import orders_for
from shipments.orders.rules import normal_phone
from shipments.parcels.queries import numbered, parcels_for
from shipments.parties.queries import sellers_for
from shipments.stock.models import Replenishment
from shipments.tenancy import within

# Numbers that one search takes, and things of a kind that one number may name.
MOST, OF_A_KIND = 200, 20
_MAWB = re.compile(r"\b(\d{3})[-\s]?(\d{8})\b", re.ASCII)
_FLIGHT = re.compile(r"((?=\w?[A-Z])[A-Z0-9]{2}\d{1,4}[A-Z]?)(?:-(\d{4})(\d\d)(\d\d))?", re.ASCII)
# A Russian phone as people write it, in groups; what is written in one is a number as any other.
_GROUPED = re.compile(
    r"(?<![\w+-])(?:\+7|[78])[ (-]{0,2}\d{3}[ )-]{0,2}\d{3}[ -]?\d\d[ -]?\d\d(?!\w)"
)
_PHONE = re.compile(r"\+7\d{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that a number names. `kind` is a word of KINDS, `key` names it in its address,
    `status` is its status word, `about` what tells it from others: a place, a flight, a seller."""

    kind: str
    key: str
    name: str
    status: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class FoundAll:
    """What was found, and the numbers that name nothing, as they were typed."""

    hits: list[Hit]
    missing: list[str]


def find_all(actor: Actor, text: str) -> FoundAll:
    """Everything that the numbers of a text name; a dozen queries however many numbers.

    Numbers are read as they are typed anywhere: in small letters, with blanks or dashes. A phone
    names its buyer's orders and their parcels.
    """
    text = _GROUPED.sub(lambda phone: re.sub(r"[ ()-]", "", phone[0]), text)
    numbers = list(
        dict.fromkeys(["-".join(item) for item in _MAWB.findall(text)] + numbers_in(text))
    )
    numbers = numbers[:MOST]
    if not numbers or not actor.sees_all_sellers:
        return FoundAll([], numbers)
    wanted = sorted(
        {*numbers, *(number.upper() for number in numbers), *map(normalised, numbers)} - {""}
    )
    hits = [hit for find in KINDS.values() for hit in find(actor, wanted)]
    words = {word.upper() for hit in hits for word in (hit.key, hit.name, hit.about)}
    named = words | {word.replace("-", "") for word in words}
    twice = {number for number in numbers if "-" in number and number.replace("-", "") in numbers}
    missing = [number for number in numbers if not {number.upper(), normalised(number)} & named]
    missing = [number for number in missing if number not in twice]
    return FoundAll(hits, missing)


def _parcels(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    for parcel in parcels_for(actor).filter(numbered(numbers))[: MOST * 2]:
        yield Hit("parcel", parcel.number, parcel.number, parcel.movement, parcel.last_mile_number)


def _orders(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    rows = orders_for(actor).filter(number__in=numbers)
    for order in rows.order_by("-pk")[: MOST * 2]:
        yield Hit("order", str(order.pk), order.number, order.status, order.seller.code)


def _of_buyers(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    """Orders and parcels of the buyers with these phones; `about` is the phone as typed."""
    read = {normal_phone(number): number for number in numbers}
    phones = {phone: typed for phone, typed in read.items() if _PHONE.fullmatch(phone)}
    if not phones:
        return
    rows = orders_for(actor).filter(receiver__phone__in=phones).select_related("receiver")
    for order in rows.prefetch_related("parcels").order_by("-pk")[:OF_A_KIND]:
        typed = phones[order.receiver.phone]
        yield Hit("order", str(order.pk), order.number, order.status, typed)
        for parcel in order.parcels.all():
            yield Hit("parcel", parcel.number, parcel.number, parcel.movement, typed)


def _bags(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    rows = bags_for(actor).filter(Q(number__in=numbers) | Q(seal__in=numbers))
    for bag in rows[:MOST]:
        yield Hit("bag", bag.number, bag.number, bag.consolidation.status, bag.seal)


def _ulds(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    rows = Uld.objects.filter(number__in=numbers).select_related("consolidation").order_by("-pk")
    rows = within(rows, actor, channel="consolidation__flight__channel")
    for uld in rows[:OF_A_KIND]:
        yield Hit("uld", uld.consolidation.mawb, uld.number, uld.consolidation.status)


def _consolidations(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    read = [_MAWB.fullmatch(number) for number in numbers]
    mawbs = [f"{item[1]}-{item[2]}" for item in read if item]
    for consolidation in consolidations_for(actor).filter(mawb__in=mawbs) if mawbs else ():
        yield Hit(
            "consolidation",
            consolidation.mawb,
            consolidation.mawb,
            consolidation.status,
            consolidation.flight.public_number,
        )


def _flights(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    named = Q(pk__in=[])
    for read in filter(None, map(_FLIGHT.fullmatch, numbers)):
        named |= Q(number=read[1]) & (_on_day(read) if read[2] else Q())
    if named:
        for flight in flights_for(actor).filter(named).order_by("-day")[:OF_A_KIND]:
            yield Hit("flight", flight.public_number, flight.public_number, "", flight.number)


def _on_day(named: re.Match[str]) -> Q:
    try:
        return Q(day=date(int(named[2]), int(named[3]), int(named[4])))
    except ValueError:
        return Q(pk__in=[])


def _replenishments(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    rows = Replenishment.objects.visible_to(actor).filter(number__in=numbers)
    for replenishment in rows.select_related("seller").order_by("-pk")[:OF_A_KIND]:
        yield Hit(
            "replenishment",
            replenishment.number,
            replenishment.number,
            replenishment.status,
            replenishment.seller.code,
        )


def _sellers(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    for seller in sellers_for(actor).filter(code__in=numbers)[:OF_A_KIND]:
        yield Hit("seller", seller.code, seller.code, "", seller.name_zh)


def _cases(actor: Actor, numbers: list[str]) -> Iterator[Hit]:
    ids = [
        int(number)
        for number in numbers
        if number.isascii() and number.isdigit() and len(number) < 10
    ]
    for case in cases_for(actor).filter(pk__in=ids) if ids else ():
        number = getattr(case, "number", None) or ""
        yield Hit("case", str(case.pk), str(case.pk), case.status, number)


KINDS: dict[str, Callable[[Actor, list[str]], Iterable[Hit]]] = {
    "parcel": _parcels,
    "order": _orders,
    "buyer": _of_buyers,
    "bag": _bags,
    "uld": _ulds,
    "consolidation": _consolidations,
    "flight": _flights,
    "replenishment": _replenishments,
    "seller": _sellers,
    "case": _cases,
}
