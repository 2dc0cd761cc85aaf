"""Planners keep the weekly schedule and add single flights; nobody else does."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shipments.actor import Actor, Role
from shipments.errors import BadInput, Duplicate, NotAllowed, NotFound, Refused, WrongState
from shipments.flights.actions import make_flights
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Schedule
from shipments.flights.scheduling import (
    add_departures,
    add_flight,
    change_departure,
    end_departure,
    schedule_for,
)
from shipments.history.models import Change
from tests.world import NOON

HARBIN = ZoneInfo("Asia/Shanghai")
TODAY = NOON.astimezone(HARBIN).date()
EVERY_DAY = range(7)


@pytest.fixture
def channel(reference) -> Channel:
    Schedule.objects.all().delete()
    return Channel.objects.select_related("origin").get(code="HRB-SVX")


def departure(channel: Channel, **other) -> dict:
    return {
        "channel": channel,
        "number": "U6 995",
        "weekdays": [TODAY.weekday()],
        "departs": time(23, 30),
        "block_minutes": 365,
        "since": TODAY,
        "aircraft": Aircraft.objects.get(code="75F"),
        "at": NOON,
        **other,
    }


def test_a_weekly_departure_becomes_flights_until_it_ends(channel, pavel):
    [row] = add_departures(**departure(channel, by=pavel))
    make_flights(until=TODAY + timedelta(days=14), by=pavel, at=NOON)
    days = list(Flight.objects.order_by("day").values_list("number", "day"))
    assert days == [("U6995", TODAY + timedelta(days=n)) for n in (0, 7, 14)]

    made = end_departure(schedule=row, last=TODAY + timedelta(days=7), by=pavel, at=NOON)

    assert made == 1, "one flight was made for a later day and stands"
    make_flights(until=TODAY + timedelta(days=28), by=pavel, at=NOON)
    assert Flight.objects.count() == 3
    told = Change.objects.filter(kind="shipments.schedule").order_by("pk")
    assert list(told.values_list("by", "old", "new")) == [
        ("pavel", "", "added"),
        ("pavel", "", str(TODAY + timedelta(days=7))),
    ]
    with pytest.raises(WrongState):
        end_departure(schedule=row, last=TODAY + timedelta(days=7), by=pavel, at=NOON)


def test_another_time_holds_from_its_day_on(channel, pavel):
    [row] = add_departures(**departure(channel, by=pavel))
    plane, later = Aircraft.objects.get(code="T2F"), TODAY + timedelta(days=7)

    change_departure(
        schedule=row,
        since=later,
        departs=time(20, 0),
        block_minutes=350,
        aircraft=plane,
        by=pavel,
        at=NOON,
    )
    make_flights(until=later, by=pavel, at=NOON)

    legs = Leg.objects.order_by("planned_departure").select_related("flight__aircraft")
    assert [
        (one.planned_departure.astimezone(HARBIN).time(), one.flight.aircraft.code) for one in legs
    ] == [(time(23, 30), "75F"), (time(20, 0), "T2F")]


def test_one_flight_is_added_with_its_leg_and_cut_offs(channel, pavel):
    leaves = datetime(2026, 12, 24, 21, 0, tzinfo=HARBIN)
    given = {
        "channel": channel,
        "number": "u6 9991",
        "departs": leaves,
        "block_minutes": 370,
        "aircraft": Aircraft.objects.get(code="33X"),
        "by": pavel,
        "at": NOON,
    }

    flight = add_flight(**given)

    assert (flight.number, flight.day) == ("U69991", date(2026, 12, 24))
    assert flight.cargo_cutoff == leaves - timedelta(hours=channel.cargo_cutoff_hours)
    assert flight.legs.get().planned_arrival == leaves + timedelta(minutes=370)
    assert Change.objects.get(kind="shipments.flight").by == "pavel"
    with pytest.raises(Duplicate):
        add_flight(**given)
    assert Flight.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "9995"},
        {"number": "U6"},
        {"weekdays": []},
        {"weekdays": [7]},
        {"since": TODAY - timedelta(days=1)},
        {"until": TODAY - timedelta(days=1)},
        {"block_minutes": 0},
        {"block_minutes": 1441},
    ],
)
def test_what_cannot_fly_is_not_scheduled(channel, pavel, wrong):
    with pytest.raises(BadInput):
        add_departures(**departure(channel, by=pavel, **wrong))

    assert not Schedule.objects.exists()
    assert not Change.objects.exists()


def test_a_number_leaves_once_a_day(channel, pavel):
    add_departures(**departure(channel, by=pavel))

    with pytest.raises(Duplicate):
        add_departures(**departure(channel, by=pavel, weekdays=EVERY_DAY, departs=time(1, 0)))

    assert Schedule.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "channels", "refusal"),
    [
        (Role.WAREHOUSE, set(), NotAllowed),
        (Role.FINANCE, set(), NotAllowed),
        (Role.PLANNER, {"HRB-OVB"}, NotFound),
    ],
)
def test_only_planners_of_the_channel_schedule(channel, pavel, role, channels, refusal):
    other = Actor("x", frozenset({role}), channels=frozenset(channels))
    [row] = add_departures(**departure(channel, by=pavel))
    assert len(schedule_for(other)) == (0 if channels else 1)
    tries: list[tuple] = [
        (add_departures, departure(channel, number="U6111")),
        (end_departure, {"schedule": row, "last": TODAY, "at": NOON}),
        (
            add_flight,
            {
                "channel": channel,
                "number": "U6111",
                "departs": NOON + timedelta(days=2),
                "block_minutes": 9,
                "aircraft": row.aircraft,
                "at": NOON,
            },
        ),
    ]
    for action, given in tries:
        with pytest.raises(Refused) as refused:
            action(**given, by=other)
        assert isinstance(refused.value, refusal)

    assert list(Schedule.objects.values_list("pk", "until")) == [(row.pk, None)]
    assert not Flight.objects.exists()
