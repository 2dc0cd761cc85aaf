"""Bags by hand: a new one, and what is too much goes on to the next flight whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.moving import move_bag, reroute_bag
from shipments.containers.fitting import going
from shipments.containers.locking import OPEN, lock_flights, locked, locked_pair
from shipments.containers.models import Bag, Consolidation
from shipments.containers.numbering import BUILDERS, make_bags
from shipments.containers.queries import Loading, loads_of
from shipments.containers.tree import BagLoad, bag_loads, loading_with
from shipments.errors import BadInput, NotEnough
from shipments.flights.models import Flight
from shipments.flights.queries import next_flights
from shipments.parcels.models import Parcel

Status = Consolidation.Status
LOOKED_AT = 6


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
    def cubic_metres(self) -> float:
        return -(-self.cm3 // 100_000) / 10

    @property
    def pieces(self) -> int:
        return sum(bag.count for bag in self.bags)


@transaction.atomic
def make_bag(*, consolidation: Consolidation, by: Actor, at: datetime, uld: str = "") -> Bag:
    """A new empty bag on the ULD of this number, or on the last; filling goes on there.

    Raises WrongState once the consolidation is closed, BadInput for a ULD that is not its own.
    """
    by.require(*BUILDERS)
    fresh = locked(consolidation, *OPEN)
    ulds = fresh.ulds.order_by("pk")
    under = ulds.filter(number=uld).first() if uld else ulds.last()
    if uld and under is None:
        raise BadInput("no_uld", _("There is no such ULD here."), {"uld": uld[:20]})
    return make_bags(fresh, [under], at)[0]


def excess_of(
    consolidation: Consolidation,
    at: datetime,
    *,
    bags: Sequence[BagLoad] | None = None,
    load: Loading | None = None,
) -> Excess | None:
    """What must leave a flight that carries more than its aircraft may, or None.

    The bags promised last leave; the flight is the next one with room for them all. `bags` of
    the consolidation and the `load` of its flight are given where they have been read already.
    """
    bags = bag_loads(consolidation) if bags is None else bags
    load = load or loading_with(consolidation, bags)
    grams, cm3 = load.grams - load.max_grams, load.cm3 - load.max_cm3
    if grams <= 0 and cm3 <= 0:
        return None
    filled = [bag for bag in bags if bag.count and bag.number]
    must_go = going(filled, grams=max(grams, 0), cm3=max(cm3, 0))
    onward = _onward(consolidation.flight, must_go, at)
    return Excess(max(grams, 0), max(cm3, 0), must_go, onward)


def _onward(flight: Flight, bags: Sequence[BagLoad], at: datetime) -> Flight | None:
    """The next flight of the channel with room for all these bags."""
    others = [
        each_flight
        for each_flight in next_flights(flight.channel, after=at, limit=LOOKED_AT)
        if each_flight.pk != flight.pk
    ]
    loads = loads_of(others)
    grams, cm3 = sum(bag.grams for bag in bags), sum(bag.cm3 for bag in bags)
    return next(
        (
            other
            for other in others
            if loads[other.pk].free_grams >= grams and loads[other.pk].free_cm3 >= cm3
        ),
        None,
    )


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
    lock_flights([consolidation.flight_id, excess.onward.pk])
    target = target_on(excess.onward, by=by, at=at)
    # Looked at again under the lock: another planner may have moved it meanwhile.
    locked_pair(consolidation, target)
    excess = excess_of(consolidation, at)
    moving = [bag.parcel_id for bag in excess.bags] if excess else []
    for bag in Bag.objects.filter(pk__in=moving).select_related("consolidation").order_by("pk"):
        move_bag(bag=bag, to=target, by=by, at=at)
    return len(moving)


def target_on(flight: Flight, *, by: Actor, at: datetime) -> Consolidation:
    """The open consolidation of a flight that is locked, opened now where there is none."""
    standing = flight.consolidations.filter(status__in=[Status.PLANNING, Status.OPEN])
    return standing.order_by("pk").first() or open_consolidation(flight=flight, by=by, at=at)


@transaction.atomic
def send_bag(
    *, bag: Bag, flight: Flight, by: Actor, at: datetime, why: str | None = None
) -> Consolidation:
    """Move a bag to a flight's open consolidation, opened now where there is none.

    With a reason `why` it is re-routed, also to a flight of another route. Raises NotEnough where
    the flight has no room; then nothing is opened either.
    """
    by.require(*BUILDERS)
    lock_flights([bag.consolidation.flight_id, flight.pk])
    target = target_on(flight, by=by, at=at)
    if why is None:
        move_bag(bag=bag, to=target, by=by, at=at)
    else:
        reroute_bag(bag=bag, to=target, why=why, by=by, at=at)
    return target


def parcels_of_bag(bag: Bag) -> "list[Parcel]":
    """What lies in a bag now, by number; at most one bag's worth."""
    rows = Parcel.objects.filter(containments__bag=bag, containments__until=None)
    return list(rows.select_related("order").order_by("number"))
