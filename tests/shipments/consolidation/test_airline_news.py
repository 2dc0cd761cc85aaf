"""A flight follows what the airline tells of whole consignments, and nothing else."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.consolidation.airline_news import follow_airline
from shipments.consolidation.lifecycle import CONSOLIDATION
from shipments.flights.models import Leg
from shipments.tracking.raw import RawEvent
from tests.world import NOON

AIRLINE = Actor("airline", frozenset({Role.PARTNER}))
LEFT, LANDED = NOON + timedelta(minutes=12), NOON + timedelta(hours=6)
LATER = NOON + timedelta(hours=8)


@pytest.fixture
def manifested(consolidation):
    for to in ("open", "closed", "manifested"):
        CONSOLIDATION.move([consolidation], to, by=AIRLINE, at=NOON)
    return consolidation


def told(consolidation, code, moment, place, flight="U6999") -> RawEvent:
    subject, payload = f"consolidation:{consolidation.mawb}", {"flight": flight}
    return RawEvent(subject, "fsu", code, moment, f"{code}{moment}", place, payload=payload)


def follow(*raw: RawEvent, by: Actor = AIRLINE, at=LATER) -> int:
    return follow_airline(raw=raw, by=by, at=at)


def leg() -> tuple:
    return Leg.objects.values_list("status", "actual_departure", "actual_arrival").get()


def test_a_take_off_and_a_landing_move_the_flight_at_their_times(manifested):
    up = told(manifested, "DEP", LEFT, "HRB")
    down = told(manifested, "ARR", LANDED, "SVX")

    assert follow(down, up) == 2

    manifested.refresh_from_db()
    assert (manifested.status, leg()) == ("arrived", ("arrived", LEFT, LANDED))
    assert follow(up, down) == 0


@pytest.mark.parametrize(
    ("code", "moment", "place", "flight"),
    [
        ("DEP/P", LEFT, "HRB", "U6999"),
        ("DEP", LEFT, "HRB", "U6555"),
        ("DEP", LEFT, "SVX", "U6999"),
        ("DEP", LEFT - timedelta(days=2), "HRB", "U6999"),
        ("DEP", LATER + timedelta(hours=2), "HRB", "U6999"),
        ("ARR", LANDED, "SVX", "U6999"),
        ("MAN", LEFT, "HRB", "U6999"),
    ],
)
def test_what_does_not_fit_moves_nothing(manifested, code, moment, place, flight):
    assert follow(told(manifested, code, moment, place, flight)) == 0

    assert leg() == ("scheduled", None, None)


def test_an_open_consolidation_takes_no_flight_off(consolidation):
    assert follow(told(consolidation, "DEP", LEFT, "HRB")) == 0

    assert leg()[0] == "scheduled"


def test_who_may_not_fly_moves_no_flight(manifested, wei):
    assert follow(told(manifested, "DEP", LEFT, "HRB"), by=wei) == 0

    assert leg()[0] == "scheduled"


def test_an_unknown_waybill_moves_nothing(manifested):
    stranger = RawEvent("consolidation:262-99999999", "fsu", "DEP", LEFT, "x", "HRB")

    assert follow(stranger) == 0
