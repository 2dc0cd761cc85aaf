"""What follows from a delay, a cancellation or another aircraft: reckoned before it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from shipments.containers.fitting import Piece, Promised, fitting, going
from shipments.containers.models import Consolidation
from shipments.containers.queries import Loading, loads_of
from shipments.estimates.queries import usual_hours
from shipments.estimates.window import window
from shipments.flights.cutoffs import cutoffs_after
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.flights.queries import next_flights
from shipments.parcels.models import Headline

# Beyond these flights nobody plans.
LOOKED_AT = 8


@dataclass(frozen=True, slots=True)
class Aboard(Piece):
    """A loaded parcel with its order, the day promised to the buyer, and its bag."""

    order_id: int
    promised_to: date | None
    bag_id: int | None = None


@dataclass(frozen=True, slots=True)
class Whole(Promised):
    """What goes or stays as one: a bag with its parcels, or a parcel that lies in none."""

    parcels: tuple[Aboard, ...]


@dataclass(frozen=True, slots=True)
class Onward:
    """A later flight and how many of the pieces it takes."""

    flight: Flight
    pieces: int
    grams: int


@dataclass(slots=True)
class Follows:
    """Parcels and orders touched, those that would miss their promise now and then, and the rest.

    `late_now` and `late_then` are None where the stages' times are not known.
    """

    parcels: int = 0
    orders: int = 0
    late_now: int | None = None
    late_then: int | None = None
    hours: float = 0
    landing: datetime | None = None
    cutoffs: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    consolidations: list[Consolidation] = field(default_factory=list)
    onward: list[Onward] = field(default_factory=list)
    stranded: int = 0
    load: Loading | None = None
    off: list[int] = field(default_factory=list)

    @property
    def more_late(self) -> int:
        """How many promises the action itself breaks."""
        return max(0, (self.late_then or 0) - (self.late_now or 0))


_ABOARD = """
SELECT p.id, p.grams, p.cm3, p.order_id, p.promised_to, c.bag_id
  FROM shipments_consolidation k
  JOIN shipments_containment c ON c.consolidation_id = k.id AND c.until IS NULL
  JOIN shipments_parcel p ON p.id = c.parcel_id
 WHERE k.flight_id = %s AND k.status = ANY(%s) ORDER BY p.promised_to NULLS LAST, p.id
"""


def aboard(flight: Flight) -> list[Aboard]:
    """What is loaded for a flight that has not left, first promised first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOARD, [flight.pk, list(Consolidation.Status.LEAVING)])
        return [Aboard(*row) for row in cursor.fetchall()]


def if_delayed(*, leg: Leg, departure: datetime, at: datetime) -> Follows:
    """What follows from another time of departure."""
    flight, pieces = leg.flight, aboard(leg.flight)
    then = leg.planned_arrival + (departure - leg.planned_departure)
    moved = cutoffs_after(flight.channel, leg, departure)
    return Follows(
        parcels=len(pieces),
        orders=_orders(pieces),
        late_now=_late(pieces, _comes(flight, leg.arrives_at, at)),
        late_then=_late(pieces, _comes(flight, then, at)),
        hours=round((departure - leg.departs_at) / timedelta(hours=1), 1),
        landing=then,
        cutoffs=[(name, getattr(flight, name), moment) for name, moment in moved.items()],
        consolidations=_consolidations(flight),
    )


def if_cancelled(*, flight: Flight, at: datetime) -> Follows:
    """What follows when a flight does not go: which later flights have room for what is on it."""
    pieces, told = aboard(flight), Follows(consolidations=_consolidations(flight))
    _touch(told, pieces, flight, at)
    return told


def if_swapped(*, flight: Flight, aircraft: Aircraft, at: datetime) -> Follows:
    """What follows from another aircraft: what no longer fits, last promised first, and its way."""
    off, load = off_with(flight, aircraft)
    told = Follows(load=load, off=[piece.parcel_id for piece in off])
    _touch(told, off, flight, at)
    return told


def off_with(flight: Flight, aircraft: Aircraft) -> tuple[list[Aboard], Loading]:
    """What another aircraft cannot carry, bag by bag, and the load against it as it is now."""
    pieces = aboard(flight)
    grams, cm3 = aircraft.payload_kg * 1000, int(aircraft.volume_m3 * 1_000_000)
    load = Loading(_sum(pieces, "grams"), _sum(pieces, "cm3"), len(pieces), grams, cm3)
    too_much = max(0, load.grams - grams), max(0, load.cm3 - cm3)
    if not any(too_much):
        return [], load
    off = going(bags_of_pieces(pieces), grams=too_much[0], cm3=too_much[1])
    return [piece for whole in off for piece in whole.parcels], load


def bags_of_pieces(pieces: Iterable[Aboard]) -> list[Whole]:
    """The bags that parcels lie in, each as one, and those in no bag by themselves."""
    found: dict[int, list[Aboard]] = {}
    for piece in pieces:
        found.setdefault(piece.bag_id or -piece.parcel_id, []).append(piece)
    return [
        Whole(
            key, _sum(inside, "grams"), _sum(inside, "cm3"), _first_promise(inside), tuple(inside)
        )
        for key, inside in found.items()
    ]


def _first_promise(pieces: Iterable[Aboard]) -> date | None:
    return min((piece.promised_to for piece in pieces if piece.promised_to), default=None)


def _touch(told: Follows, pieces: list[Aboard], flight: Flight, at: datetime) -> None:
    """Write down what happens to pieces that lose their place on a flight."""
    told.parcels, told.orders = len(pieces), _orders(pieces)
    told.late_now = _late(pieces, _comes(flight, _landing(flight), at))
    flights = next_flights(flight.channel, after=at, limit=LOOKED_AT + 1)
    others = [each_flight for each_flight in flights if each_flight.pk != flight.pk][:LOOKED_AT]
    dealt, left = deal(pieces, others, loads_of(others))
    told.onward = [Onward(item, len(took), _sum(took, "grams")) for item, took in dealt]
    told.stranded = len(left)
    late = [_late(took, _comes(item, _landing(item), at)) for item, took in dealt]
    known = [n for n in late if n is not None]
    told.late_then = None if len(known) < len(late) else sum(known) + len(left)


def deal(
    pieces: Sequence[Aboard], flights: Iterable[Flight], loads: Mapping[int, Loading]
) -> tuple[list[tuple[Flight, list[Aboard]]], list[Aboard]]:
    """Deal parcels onto flights in turn, each bag whole, as far as each has room. Pure."""
    dealt, left = [], bags_of_pieces(pieces)
    for flight in flights:
        room = loads[flight.pk]
        fits = fitting(left, grams=room.free_grams, cm3=room.free_cm3)
        taken = {whole.parcel_id for whole in fits}
        if taken:
            dealt.append((flight, _parcels([item for item in left if item.parcel_id in taken])))
            left = [item for item in left if item.parcel_id not in taken]
    return dealt, _parcels(left)


def _parcels(wholes: Iterable[Whole]) -> list[Aboard]:
    return [piece for whole in wholes for piece in whole.parcels]


def _comes(flight: Flight, lands_at: datetime, at: datetime) -> date | None:
    """The day by which nine in ten of a landing's parcels are at their doors."""
    usual = usual_hours(flight.channel_id)
    told = window(stage=Headline.IN_FLIGHT, since=at, at=at, usual=usual, lands_at=lands_at)
    zone = ZoneInfo(flight.channel.destination.zone)
    return told.latest.astimezone(zone).date() if told else None


def _late(pieces: Iterable[Aboard], comes: date | None) -> int | None:
    if comes is None:
        return None
    return sum(piece.promised_to is not None and piece.promised_to < comes for piece in pieces)


def _landing(flight: Flight) -> datetime:
    return max(leg.arrives_at for leg in flight.legs.all())


def _orders(pieces: Iterable[Aboard]) -> int:
    return len({piece.order_id for piece in pieces})


def _sum(pieces: Iterable[Aboard], name: str) -> int:
    return sum(getattr(piece, name) for piece in pieces)


def _consolidations(flight: Flight) -> list[Consolidation]:
    return list(
        flight.consolidations.filter(status__in=Consolidation.Status.LEAVING).order_by("pk")
    )
