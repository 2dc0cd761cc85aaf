"""A flight as a board shows it: every time on the clock of its airport, delays, load, cut-offs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from shipments.containers.queries import Loading
from shipments.flights.cutoffs import FIELDS
from shipments.flights.models import Flight, Leg, Place
from shipments.moments import offset_of, zone_named
from shipments.web.timeline import on_clock

CUTOFFS = {
    "document_cutoff": _("Documents"),
    "customs_cutoff": _("Customs"),
    "cargo_cutoff": _("Cargo"),
}
SOON = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Times:
    """Planned, estimated and actual on the wall clock of a place; `best` is the best known."""

    place: Place
    planned: datetime
    estimated: datetime | None
    actual: datetime | None
    best: datetime
    offset: str

    @property
    def moved(self) -> bool:
        return self.best != self.planned


@dataclass(frozen=True, slots=True)
class LegRow:
    """One leg with both its ends; `delay` and `late_at_landing` in minutes, negative when early."""

    leg: Leg
    departure: Times
    arrival: Times
    delay: int
    late_at_landing: int


@dataclass(frozen=True, slots=True)
class Cutoff:
    """One cut-off on the origin's clock, and how near it is: "", "soon" or "passed".

    "over" where nobody waits for it any more: the flight has left or was cancelled.
    """

    label: Any
    moment: datetime
    local: datetime
    state: str


@dataclass(frozen=True, slots=True)
class FlightRow:
    """A flight with its legs, its first departure and last arrival, its load and cut-offs."""

    flight: Flight
    legs: list[LegRow]
    load: Loading
    cutoffs: list[Cutoff]

    @property
    def departure(self) -> Times:
        return self.legs[0].departure

    @property
    def arrival(self) -> Times:
        return self.legs[-1].arrival

    @property
    def delay(self) -> int:
        """Minutes behind the plan: of the landing once it has landed, else of the departure."""
        last = self.legs[-1]
        return last.late_at_landing if last.leg.actual_arrival else self.legs[0].delay

    @property
    def deciding(self) -> Leg:
        """The leg whose status is the flight's: the last once it landed, else the first."""
        last = self.legs[-1].leg
        return last if last.status == Leg.Status.ARRIVED else self.legs[0].leg

    @property
    def status(self) -> str:
        return self.deciding.status

    @property
    def label(self) -> str:
        return self.deciding.get_status_display()

    @property
    def delayed(self) -> bool:
        return self.delay > 0 and self.status == Leg.Status.SCHEDULED


def present_flight(flight: Flight, load: Loading, now: datetime) -> FlightRow:
    """A flight for readers at `now`."""
    legs = [present_leg(leg) for leg in flight.legs.all()]
    return FlightRow(flight, legs, load, present_cutoffs(flight, legs[0].leg, now))


def present_leg(leg: Leg) -> LegRow:
    minute = timedelta(minutes=1)
    return LegRow(
        leg,
        _times(leg.origin, leg.planned_departure, leg.estimated_departure, leg.actual_departure),
        _times(leg.destination, leg.planned_arrival, leg.estimated_arrival, leg.actual_arrival),
        round((leg.departs_at - leg.planned_departure) / minute),
        round((leg.arrives_at - leg.planned_arrival) / minute),
    )


def _times(
    place: Place, planned: datetime, estimated: datetime | None, actual: datetime | None
) -> Times:
    best = actual or estimated or planned
    return Times(
        place,
        on_clock(planned, place.zone),
        on_clock(estimated, place.zone) if estimated else None,
        on_clock(actual, place.zone) if actual else None,
        on_clock(best, place.zone),
        offset_of(best.astimezone(zone_named(place.zone))),
    )


def present_cutoffs(flight: Flight, first: Leg, now: datetime) -> list[Cutoff]:
    is_over = first.status != Leg.Status.SCHEDULED
    moments = [(CUTOFFS[name], getattr(flight, name)) for name in FIELDS]
    return [
        Cutoff(label, moment, on_clock(moment, first.origin.zone), _state(moment, now, is_over))
        for label, moment in moments
    ]


def _state(moment: datetime, now: datetime, is_over: bool) -> str:
    if moment <= now:
        return "passed"
    if is_over:
        return "over"
    return "soon" if moment - now <= SOON else ""


def board_rows(
    flights: Iterable[Flight], loads: Mapping[int, Loading], now: datetime
) -> list[tuple[date | None, FlightRow]]:
    """The flights in the order of departure; the first of a local day with that day."""
    told = [present_flight(flight, loads[flight.pk], now) for flight in flights]
    told.sort(key=lambda row: (row.departure.best, row.flight.pk))
    days = [row.departure.best.date() for row in told]
    return [
        (day if day != before else None, row)
        for before, day, row in zip([None, *days], days, told, strict=False)
    ]
