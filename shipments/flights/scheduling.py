"""The weekly schedule as planners keep it, and single flights beside it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput, Duplicate, NotFound, WrongState
from shipments.flights.cutoffs import cutoffs_of
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Schedule
from shipments.history.actions import note_change
from shipments.numbers.freight import valid_flight
from shipments.tenancy import within, works_at

LONGEST_MINUTES = 24 * 60
ADDED = "added"


def schedule_for(actor: Actor) -> QuerySet[Schedule]:
    """The weekly departures of the channels a staff member works on, by day and time."""
    if not actor.sees_all_sellers:
        return Schedule.objects.none()
    rows = Schedule.objects.select_related("channel__origin", "channel__destination", "aircraft")
    rows = within(rows, actor, channel="channel")
    return rows.order_by("weekday", "departs", "flight_number", "since")


@transaction.atomic
def add_departures(
    *,
    channel: Channel,
    number: str,
    weekdays: Collection[int],
    departs: time,
    block_minutes: int,
    aircraft: Aircraft,
    since: date,
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> list[Schedule]:
    """Put weekly departures into the schedule; the job makes their flights.

    One row a weekday and a line of the history for each. Raises BadInput for what cannot fly or
    lies in the past, Duplicate where the number leaves on that weekday already.
    """
    _require(channel, by)
    number = _number(number)
    _check(aircraft, block_minutes)
    if not set(weekdays) or set(weekdays) - set(range(7)):
        raise BadInput("no_weekday", _("Choose the weekdays."), {"weekdays": ""})
    if since < _today(channel, at) or (until and until < since):
        text = _("The schedule holds from today on, and ends after it begins.")
        raise BadInput("bad_days", text, {"since": since.isoformat()})
    days = sorted(set(weekdays))
    Channel.objects.select_for_update().get(pk=channel.pk)
    _refuse_standing(number, days, since, until)
    rows = Schedule.objects.bulk_create(
        Schedule(
            channel=channel,
            flight_number=number,
            weekday=day,
            departs=departs,
            block_minutes=block_minutes,
            aircraft=aircraft,
            since=since,
            until=until,
        )
        for day in days
    )
    for row in rows:
        note_change(thing=row, old="", new=ADDED, by=by, at=at)
    return rows


@transaction.atomic
def end_departure(*, schedule: Schedule, last: date, by: Actor, at: datetime) -> int:
    """Let a weekly departure end after a day; how many flights made for later days still stand.

    Raises BadInput for a day before it began, WrongState where it has ended by then already.
    """
    _require(schedule.channel, by)
    row = Schedule.objects.select_for_update().get(pk=schedule.pk)
    if last < max(row.since, _today(schedule.channel, at) - timedelta(days=1)):
        text = _("It ends at the earliest today, and not before it began.")
        raise BadInput("bad_days", text, {"last": last.isoformat()})
    if row.until and row.until <= last:
        raise WrongState("ended", _("It ends by then already."))
    note_change(thing=row, old=_day(row.until), new=_day(last), by=by, at=at)
    row.until = last
    row.save(update_fields=["until"])
    return flights_made(row, after=last).count()


@transaction.atomic
def change_departure(
    *,
    schedule: Schedule,
    since: date,
    departs: time,
    block_minutes: int,
    aircraft: Aircraft,
    by: Actor,
    at: datetime,
) -> int:
    """Give a weekly departure another time or aircraft from a day on: the old row ends the day
    before, a new one goes on. How many flights made for later days keep what they have."""
    until = Schedule.objects.get(pk=schedule.pk).until
    made = end_departure(schedule=schedule, last=since - timedelta(days=1), by=by, at=at)
    add_departures(
        channel=schedule.channel,
        number=schedule.flight_number,
        weekdays=[schedule.weekday],
        departs=departs,
        block_minutes=block_minutes,
        aircraft=aircraft,
        since=since,
        until=until,
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def add_flight(
    *,
    channel: Channel,
    number: str,
    departs: datetime,
    block_minutes: int,
    aircraft: Aircraft,
    by: Actor,
    at: datetime,
) -> Flight:
    """Add one flight beside the schedule, with its leg and cut-offs; its history says who.

    `departs` is on the origin's clock. Raises BadInput for what cannot fly or has passed,
    Duplicate where this number leaves on that day already.
    """
    _require(channel, by)
    number = _number(number)
    _check(aircraft, block_minutes)
    local = departs.astimezone(ZoneInfo(channel.origin.zone))
    if departs <= at:
        raise BadInput("passed", _("This time has passed already."), {"departs": str(local)})
    flight, is_new = Flight.objects.get_or_create(
        number=number,
        day=local.date(),
        defaults={"channel": channel, "aircraft": aircraft, **cutoffs_of(channel, departs)},
    )
    if not is_new:
        text = _("%(number)s leaves on that day already.") % {"number": number}
        raise Duplicate("flight_there", text, {"number": number})
    Leg.objects.create(
        flight=flight,
        origin=channel.origin,
        destination=channel.destination,
        planned_departure=departs,
        planned_arrival=departs + timedelta(minutes=block_minutes),
    )
    note_change(thing=flight, old="", new=aircraft.code, by=by, at=at)
    return flight


def flights_made(schedule: Schedule, *, after: date) -> QuerySet[Flight]:
    """The flights made of a weekly departure for later days that have not left."""
    rows = Flight.objects.filter(number=schedule.flight_number, day__gt=after)
    rows = rows.filter(channel=schedule.channel_id, day__iso_week_day=schedule.weekday + 1)
    return rows.filter(legs__sequence=1, legs__status=Leg.Status.SCHEDULED)


def _require(channel: Channel, by: Actor) -> None:
    by.require(Role.PLANNER)
    if not works_at(by, channel.code):
        raise NotFound("no_channel", _("There is no such channel."), {"channel": channel.code})


def _number(text: str) -> str:
    try:
        return valid_flight(text)
    except ValueError as wrong:
        sentence = _("A flight's number is an airline and up to four digits, as U6999.")
        raise BadInput("bad_number", sentence, {"number": text[:8]}) from wrong


def _check(aircraft: Aircraft, block_minutes: int) -> None:
    if aircraft.payload_kg <= 0:
        text = _("This aircraft carries no cargo.")
        raise BadInput("no_payload", text, {"aircraft": aircraft.code})
    if not 0 < block_minutes <= LONGEST_MINUTES:
        text = _("A flight takes between a minute and a day.")
        raise BadInput("bad_minutes", text, {"block_minutes": str(block_minutes)})


def _refuse_standing(number: str, days: list[int], since: date, until: date | None) -> None:
    """A number leaves once a day: no two rows of it hold on one weekday at the same time."""
    rows = Schedule.objects.filter(flight_number=number, weekday__in=days)
    rows = rows.filter(Q(until=None) | Q(until__gte=since))
    if until:
        rows = rows.filter(since__lte=until)
    if rows.exists():
        text = _("%(number)s leaves on this weekday already: change or end that departure.")
        raise Duplicate("scheduled", text % {"number": number}, {"number": number})


def _today(channel: Channel, at: datetime) -> date:
    return at.astimezone(ZoneInfo(channel.origin.zone)).date()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
