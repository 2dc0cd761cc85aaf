"""A leg's times, a flight's aircraft and its loading change only while it has not left."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.flights.actions import (
    close_loading,
    estimate_leg,
    open_loading,
    refuse_closed_loading,
    swap_aircraft,
)
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.history.models import Change
from tests.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def flight(consolidation) -> Flight:
    return consolidation.flight


@pytest.fixture
def leg(flight) -> Leg:
    return flight.legs.get()


@pytest.fixture
def small(flight) -> Aircraft:
    return Aircraft.objects.create(
        code="X1", name="Small", payload_kg=100, volume_m3=5, uld_positions=1
    )


def changes() -> list[tuple[str, str, str, str]]:
    rows = Change.objects.order_by("pk").values_list("old", "new", "by", "note")
    return list(rows)


def test_a_later_departure_moves_the_arrival_and_the_cut_offs_as_much(flight, leg, pavel):
    before = flight.cargo_cutoff

    moved = estimate_leg(leg=leg, departure=NOON + 30 * HOUR, by=pavel, at=NOON, reason="fog")

    assert (moved.departs_at, moved.arrives_at) == (NOON + 30 * HOUR, NOON + 36 * HOUR)
    flight.refresh_from_db()
    assert flight.cargo_cutoff > before
    assert changes() == [("2026-11-02T12:00Z", "2026-11-03T18:00Z", "pavel", "fog")]


def test_an_earlier_departure_takes_no_cut_off_back_and_the_same_time_is_no_change(
    flight, leg, pavel
):
    estimate_leg(leg=leg, departure=NOON, by=pavel, at=NOON)
    cutoffs = Flight.objects.values("cargo_cutoff", "document_cutoff", "customs_cutoff").get()

    estimate_leg(leg=leg, departure=NOON - 5 * HOUR, by=pavel, at=NOON)
    estimate_leg(leg=leg, departure=NOON - 5 * HOUR, by=pavel, at=NOON)

    assert Flight.objects.values(*cutoffs).get() == cutoffs
    assert len(changes()) == 1


def test_the_times_of_a_leg_that_has_left_stay(leg, pavel):
    Leg.objects.update(status="departed")

    with pytest.raises(WrongState):
        estimate_leg(leg=leg, departure=NOON + HOUR, by=pavel, at=NOON)

    leg.refresh_from_db()
    assert (leg.estimated_departure, changes()) == (None, [])


def test_a_seller_moves_no_flight(anna, flight, leg, small):
    with pytest.raises(NotAllowed):
        estimate_leg(leg=leg, departure=NOON + HOUR, by=anna, at=NOON)
    with pytest.raises(NotAllowed):
        swap_aircraft(flight=flight, aircraft=small, by=anna, at=NOON)
    with pytest.raises(NotAllowed):
        close_loading(flight=flight, by=anna, at=NOON)
    with pytest.raises(NotAllowed):
        open_loading(flight=flight, by=anna, at=NOON)

    assert Flight.objects.get().aircraft.code == "T2F"
    assert changes() == []


def test_another_aircraft_flies_and_the_history_names_both(flight, small, pavel):
    for _ in range(2):
        swap_aircraft(flight=flight, aircraft=small, by=pavel, at=NOON, reason="repair")

    assert Flight.objects.get().aircraft == small
    assert changes() == [("T2F", "X1", "pavel", "repair")]


def test_an_aircraft_without_payload_is_refused(flight, small, pavel):
    Aircraft.objects.filter(pk=small.pk).update(payload_kg=0)
    small.refresh_from_db()

    with pytest.raises(BadInput):
        swap_aircraft(flight=flight, aircraft=small, by=pavel, at=NOON)

    assert Flight.objects.get().aircraft.code == "T2F"


def test_a_flight_under_way_keeps_its_aircraft(flight, leg, small, pavel):
    Leg.objects.update(status="departed")

    with pytest.raises(WrongState):
        swap_aircraft(flight=flight, aircraft=small, by=pavel, at=NOON)

    assert Flight.objects.get().aircraft.code == "T2F"


def test_loading_is_closed_by_a_person_whose_name_stays_until_it_is_opened_again(flight, pavel):
    wei = Actor("wei", frozenset({Role.WAREHOUSE}))
    close_loading(flight=flight, by=wei, at=NOON)
    close_loading(flight=flight, by=pavel, at=NOON + HOUR)

    closed = Flight.objects.get()
    assert (closed.loading_closed_by, closed.loading_closed_at) == ("wei", NOON)
    with pytest.raises(WrongState):
        refuse_closed_loading(flight)

    open_loading(flight=flight, by=pavel, at=NOON)
    opened = Flight.objects.get()
    assert (opened.loading_closed_by, opened.loading_closed_at) == ("", None)
    refuse_closed_loading(flight)
