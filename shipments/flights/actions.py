"""Making flights from the weekly schedule, and changing a leg's times or a flight's aircraft."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput, WrongState
from shipments.flights.cutoffs import cutoffs_after, cutoffs_of
from shipments.flights.models import Aircraft, Flight, Leg, Schedule
from shipments.flights.reasons import kept_reason
from shipments.history.actions import note_change
from shipments.runs.apart import each

FURTHEST = timedelta(days=366)


@transaction.atomic
def make_flights(*, until: date, by: Actor, at: datetime) -> int:
    """Make the flights of every schedule from today to `until`; those made before stay.

    Raises BadInput for more than a year ahead.
    """
    by.require(Role.PLANNER)
    if until > at.date() + FURTHEST:
        text = _("Flights are made a year ahead at most.")
        raise BadInput("too_far", text, {"until": str(until)})
    schedules = Schedule.objects.filter(channel__is_open=True)
    rows = schedules.select_related("channel__origin", "channel__destination", "aircraft")
    ahead = Flight.objects.filter(day__gte=at.date() - timedelta(days=1))
    known = set(ahead.values_list("number", "day"))

    def make(schedule: Schedule) -> int:
        days = (
            day for day in _days(schedule, until, at) if (schedule.flight_number, day) not in known
        )
        return sum(_make(schedule, day, at) for day in days)

    return sum(each("make_flights", rows.order_by("pk"), make, at=at))


def _days(schedule: Schedule, until: date, at: datetime) -> Iterator[date]:
    """The schedule's local days of departure that still lie ahead."""
    today = at.astimezone(ZoneInfo(schedule.channel.origin.zone)).date()
    day, last = max(today, schedule.since), min(until, schedule.until or until)
    while day <= last:
        if day.weekday() == schedule.weekday:
            yield day
        day += timedelta(days=1)


def _make(schedule: Schedule, day: date, at: datetime) -> int:
    channel = schedule.channel
    departs = datetime.combine(day, schedule.departs, ZoneInfo(channel.origin.zone))
    if departs <= at:
        return 0
    flight, is_new = Flight.objects.get_or_create(
        number=schedule.flight_number,
        day=day,
        defaults={
            "channel": channel,
            "aircraft": schedule.aircraft,
            **cutoffs_of(channel, departs),
        },
    )
    if is_new:
        _make_leg(flight, schedule, departs)
    return int(is_new)


def _make_leg(flight: Flight, schedule: Schedule, departs: datetime) -> Leg:
    return Leg.objects.create(
        flight=flight,
        origin=schedule.channel.origin,
        destination=schedule.channel.destination,
        planned_departure=departs,
        planned_arrival=departs + timedelta(minutes=schedule.block_minutes),
    )


@transaction.atomic
def estimate_leg(
    *, leg: Leg, departure: datetime, by: Actor, at: datetime, reason: str = "", note: str = ""
) -> Leg:
    """Set a leg's estimated times; the arrival moves as much. Raises WrongState once departed."""
    by.require(Role.PLANNER, Role.PARTNER)
    # The flight first, as everywhere: its cut-offs move with the leg.
    Flight.objects.select_for_update(no_key=True).get(pk=leg.flight_id)
    leg = Leg.objects.select_for_update().get(pk=leg.pk)
    if leg.status != Leg.Status.SCHEDULED:
        text = _("%(flight)s has already left or is cancelled.") % {"flight": leg.flight}
        raise WrongState("leg_not_scheduled", text)
    if departure != leg.departs_at:
        old, new = _name(leg.departs_at), _name(departure)
        note_change(thing=leg, old=old, new=new, by=by, at=at, **kept_reason(reason, note))
    leg.estimated_departure = departure
    leg.estimated_arrival = leg.planned_arrival + (departure - leg.planned_departure)
    leg.save(update_fields=["estimated_departure", "estimated_arrival"])
    _move_cutoffs(leg)
    return leg


def _name(moment: datetime) -> str:
    """A moment as the history keeps it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _move_cutoffs(leg: Leg) -> None:
    """A later departure gives later cut-offs; an earlier one takes nothing back."""
    moved = cutoffs_after(leg.flight.channel, leg, leg.departs_at)
    Flight.objects.filter(pk=leg.flight_id).update(**moved)


@transaction.atomic
def swap_aircraft(
    *,
    flight: Flight,
    aircraft: Aircraft,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
) -> Flight:
    """Give the flight another aircraft. Raises WrongState once a leg has departed."""
    by.require(Role.PLANNER)
    flight = (
        Flight.objects.select_for_update(of=("self",)).select_related("aircraft").get(pk=flight.pk)
    )
    if flight.legs.exclude(status=Leg.Status.SCHEDULED).exists():
        text = _("%(flight)s has already left or is cancelled.") % {"flight": flight}
        raise WrongState("flight_under_way", text)
    if aircraft.payload_kg <= 0:
        text = _("This aircraft carries no cargo.")
        raise BadInput("no_payload", text, {"aircraft": aircraft.code})
    if aircraft.pk != flight.aircraft_id:
        old, new = flight.aircraft.code, aircraft.code
        note_change(thing=flight, old=old, new=new, by=by, at=at, **kept_reason(reason, note))
    flight.aircraft = aircraft
    flight.save(update_fields=["aircraft"])
    return flight


def close_loading(*, flight: Flight, by: Actor, at: datetime) -> None:
    """No job opens or fills a consolidation on this flight any more; who and when are kept."""
    by.require(Role.PLANNER, Role.WAREHOUSE)
    rows = Flight.objects.filter(pk=flight.pk, loading_closed_at__isnull=True)
    rows.update(loading_closed_at=at, loading_closed_by=by.name[:80])


def open_loading(*, flight: Flight, by: Actor, at: datetime) -> None:
    """Let the jobs load this flight again; one that is open stays so."""
    by.require(Role.PLANNER, Role.WAREHOUSE)
    rows = Flight.objects.filter(pk=flight.pk, loading_closed_at__isnull=False)
    rows.update(loading_closed_at=None, loading_closed_by="")


def refuse_closed_loading(flight: Flight) -> None:
    """Raises WrongState where a person has closed the loading of the flight."""
    if Flight.objects.filter(pk=flight.pk, loading_closed_at__isnull=False).exists():
        text = _("%(flight)s is closed for loading.") % {"flight": flight}
        raise WrongState("loading_closed", text)
