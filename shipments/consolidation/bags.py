"""Bags by hand: a new one, its seal, parcels into another, and what is too much goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.consolidation import contents
from shipments.consolidation.actions import move_bag, open_consolidation
from shipments.consolidation.fitting import Piece, fitting
from shipments.consolidation.models import Bag, Consolidation
from shipments.consolidation.queries import loading_of, loads_of
from shipments.errors import BadInput, NotEnough, WrongState
from shipments.flights.models import Flight
from shipments.flights.queries import next_flights
from shipments.holds.actions import refresh_held
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment

Status = Consolidation.Status
BUILDERS = (Role.PLANNER, Role.WAREHOUSE)
LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class BagLoad(Piece):
    """A bag as one piece (`parcel_id` is its row), with its number and its first promised day."""

    number: str
    count: int
    promised_to: date | None


@dataclass(frozen=True, slots=True)
class Excess:
    """What is too much on a flight, which bags must go, and the flight that has room for them."""

    grams: int
    cm3: int
    bags: list[BagLoad]
    onward: Flight | None

    @property
    def kilograms(self) -> int:
        return -(-self.grams // 1000)

    @property
    def pieces(self) -> int:
        return sum(bag.count for bag in self.bags)


@transaction.atomic
def make_bag(*, consolidation: Consolidation, by: Actor, at: datetime) -> Bag:
    """A new empty bag on the last ULD; filling goes on in it. Raises WrongState once closed."""
    by.require(*BUILDERS)
    fresh = Consolidation.objects.select_for_update().get(pk=consolidation.pk)
    if fresh.status not in (Status.PLANNING, Status.OPEN):
        raise WrongState("wrong_state", _("Bags are made while the consolidation is open."))
    # Counted by number: a bag that was moved to another flight keeps its own.
    start = f"B{fresh.mawb.replace('-', '')}"
    serial = Bag.objects.filter(number__startswith=start).count() + 1
    return Bag.objects.create(
        number=f"{start}{serial:04d}", consolidation=fresh,
        uld=fresh.ulds.order_by("pk").last(), created_at=at,
    )  # fmt: skip


@transaction.atomic
def seal_bag(*, bag: Bag, seal: str, by: Actor, at: datetime) -> Bag:
    """Close a bag with a seal's number; the same seal again changes nothing."""
    by.require(*BUILDERS)
    fresh, seal = Bag.objects.select_for_update().get(pk=bag.pk), seal.strip()
    if fresh.sealed_at and fresh.seal == seal:
        return fresh
    if fresh.sealed_at:
        text = _("Bag %(bag)s is sealed with %(seal)s already.")
        raise WrongState("sealed", text % {"bag": fresh.number, "seal": fresh.seal})
    if not seal or len(seal) > 32:
        raise BadInput("bad_seal", _("Scan the seal's number, up to 32 letters and digits."))
    Bag.objects.filter(pk=fresh.pk).update(seal=seal, sealed_at=at)
    fresh.refresh_from_db()
    return fresh


@transaction.atomic
def move_parcels(*, numbers: Sequence[str], to: Bag, by: Actor, at: datetime) -> list[int]:
    """Move parcels into another bag of the same consolidation; a sealed bag takes none."""
    by.require(*BUILDERS)
    target = Bag.objects.select_for_update().get(pk=to.pk)
    if target.sealed_at:
        raise WrongState("sealed", _("Bag %(bag)s is sealed.") % {"bag": target.number})
    inside = Containment.objects.filter(
        consolidation_id=target.consolidation_id, until=None, parcel__number__in=numbers
    ).exclude(bag=target)
    parcels = list(inside.order_by("parcel_id").values_list("parcel_id", flat=True))
    if not parcels:
        raise BadInput("not_inside", _("None of these parcels lies in another bag here."))
    contents.take_out(parcels, at=at, why=f"moved to bag {target.number}")
    contents.put([(pk, target.pk, target.uld_id) for pk in parcels],
                 consolidation_id=target.consolidation_id, at=at)  # fmt: skip
    refresh_held(parcels)
    return parcels


_BAG_LOADS = """
SELECT b.id, b.number, count(*), sum(coalesce(p.measured_grams, p.declared_grams)),
       coalesce(sum(p.length_mm::bigint * p.width_mm * p.height_mm / 1000), 0), min(p.promised_to)
  FROM shipments_containment c JOIN shipments_bag b ON b.id = c.bag_id
  JOIN shipments_parcel p ON p.id = c.parcel_id
 WHERE c.consolidation_id = %s AND c.until IS NULL
 GROUP BY b.id ORDER BY min(p.promised_to) NULLS LAST, b.id
"""


def bag_loads(consolidation: Consolidation) -> list[BagLoad]:
    """The bags with what lies in them now, first promised first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_BAG_LOADS, [consolidation.pk])
        return [
            BagLoad(pk, int(grams), int(cm3), number, count, promised)
            for pk, number, count, grams, cm3, promised in cursor.fetchall()
        ]


def excess_of(consolidation: Consolidation, at: datetime) -> Excess | None:
    """What must leave a flight that carries more than its aircraft may, or None.

    The bags promised last leave; the flight is the next one with room for them all.
    """
    flight, load = consolidation.flight, loading_of(consolidation.flight)
    grams, cm3 = load.grams - load.max_grams, load.cm3 - load.max_cm3
    if grams <= 0 and cm3 <= 0:
        return None
    bags = bag_loads(consolidation)
    mine = sum(bag.grams for bag in bags), sum(bag.cm3 for bag in bags)
    stay = fitting(bags, grams=mine[0] - max(grams, 0), cm3=mine[1] - max(cm3, 0))
    going = [bag for bag in bags if bag not in stay]
    return Excess(max(grams, 0), max(cm3, 0), going, _onward(flight, going, at))


def _onward(flight: Flight, bags: Sequence[BagLoad], at: datetime) -> Flight | None:
    """The next flight of the channel with room for all these bags."""
    others = [one for one in next_flights(flight.channel, after=at, limit=LOOKED_AT)
              if one.pk != flight.pk]  # fmt: skip
    loads = loads_of(others)
    grams, cm3 = sum(bag.grams for bag in bags), sum(bag.cm3 for bag in bags)
    return next((one for one in others if loads[one.pk].free_grams >= grams
                 and loads[one.pk].free_cm3 >= cm3), None)  # fmt: skip


@transaction.atomic
def move_excess(*, consolidation: Consolidation, by: Actor, at: datetime) -> int:
    """Move what is too much to the next flight with room; returns the bags moved.

    A repeat, when nothing is too much any more, moves nothing. Raises NotEnough where no flight
    known now has room.
    """
    by.require(*BUILDERS)
    excess = excess_of(consolidation, at)
    if excess is None:
        return 0
    if excess.onward is None:
        raise NotEnough("no_capacity", _("No flight known now has room for what is too much."))
    target = target_on(excess.onward, by=by, at=at)
    for bag in Bag.objects.filter(pk__in=[one.parcel_id for one in excess.bags]).order_by("pk"):
        move_bag(bag=bag, to=target, by=by, at=at)
    return len(excess.bags)


def target_on(flight: Flight, *, by: Actor, at: datetime) -> Consolidation:
    """The open consolidation of a flight, opened now where there is none."""
    standing = flight.consolidations.filter(status__in=[Status.PLANNING, Status.OPEN])
    return standing.order_by("pk").first() or open_consolidation(flight=flight, by=by, at=at)


def parcels_of_bag(bag: Bag) -> "list[Parcel]":
    """What lies in a bag now, by number; at most one bag's worth."""
    rows = Parcel.objects.filter(containments__bag=bag, containments__until=None)
    return list(rows.select_related("order").order_by("number"))
