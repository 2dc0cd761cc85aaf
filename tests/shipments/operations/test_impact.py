"""What follows from a delay, a cancellation or another aircraft, told before and done after."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag
from shipments.containers.models import Consolidation
from shipments.containers.queries import Loading
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.history.queries import changes_of_all
from shipments.operations.aircraft_change import change_aircraft
from shipments.operations.departures import delay_leg
from shipments.operations.impact import Aboard, deal, if_cancelled, if_delayed, if_swapped
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment, Event
from tests.world import NOON, close_sealed

HOUR = timedelta(hours=1)


@pytest.fixture
def flight(consolidation) -> Flight:
    found = consolidation.flight
    consolidation.delete()
    for name in ("document_cutoff", "customs_cutoff", "cargo_cutoff"):
        setattr(found, name, NOON - 4 * HOUR)
    found.save()
    return found


@pytest.fixture
def next_flight(flight) -> Flight:
    """The same channel, two days later."""
    days = timedelta(days=2)
    made = Flight.objects.create(
        channel=flight.channel,
        number="U6997",
        day=date(2026, 11, 6),
        aircraft=flight.aircraft,
        **{f"{word}_cutoff": NOON + days for word in ("document", "customs", "cargo")},
    )
    Leg.objects.create(
        flight=made,
        origin=flight.channel.origin,
        destination=flight.channel.destination,
        planned_departure=NOON + days + 4 * HOUR,
        planned_arrival=NOON + days + 10 * HOUR,
    )
    return made


@pytest.fixture
def loaded(flight, make_parcels, happen) -> Callable[[int], Consolidation]:
    """An open consolidation with a bag for each parcel, promised one day after the other."""

    def make(count: int) -> Consolidation:
        parcels = make_parcels(count)
        for n, parcel in enumerate(parcels):
            parcel.promised_to = date(2026, 11, 12) + timedelta(days=n)
        Parcel.objects.bulk_update(parcels, ["promised_to"])
        happen(parcels, "created", "packed", "export_released")
        by = system("t")
        opened = open_consolidation(flight=flight, by=by, at=NOON)
        for parcel in parcels:
            make_bag(consolidation=opened, by=by, at=NOON)
            add_parcels(consolidation=opened, numbers=[parcel.number], by=by, at=NOON)
        return opened

    return make


def aircraft(payload_kg: int) -> Aircraft:
    return Aircraft.objects.create(
        code=f"X{payload_kg}", name="Small", payload_kg=payload_kg, volume_m3=50, uld_positions=4
    )


def inside() -> list[int]:
    rows = Containment.objects.filter(until__isnull=True, consolidation__isnull=False)
    rows = rows.order_by("parcel_id")
    return list(rows.values_list("parcel_id", flat=True))


def test_a_delay_tells_whom_it_touches_and_which_interfaces_close_later(flight, loaded):
    opened = loaded(3)
    leg = flight.legs.get()

    told = if_delayed(leg=leg, departure=NOON + 30 * HOUR, at=NOON - 6 * HOUR)

    assert (told.parcels, told.orders, told.hours) == (3, 3, 30)
    assert told.landing == leg.planned_arrival + 30 * HOUR
    assert [name for name, _, _ in told.cutoffs] == [
        "document_cutoff",
        "customs_cutoff",
        "cargo_cutoff",
    ]
    cargo = told.cutoffs[2]
    assert cargo[2] == NOON + (30 - flight.channel.cargo_cutoff_hours) * HOUR
    assert told.consolidations == [opened]
    assert Leg.objects.get().estimated_departure is None, "nothing is done yet"


def test_a_delay_counts_the_promises_it_breaks(flight, loaded):
    loaded(6)
    leg = flight.legs.get()

    near = if_delayed(leg=leg, departure=NOON, at=NOON - 6 * HOUR)
    far = if_delayed(leg=leg, departure=NOON + 72 * HOUR, at=NOON - 6 * HOUR)

    assert near.more_late == 0
    assert far.more_late == 3, "three days later break the promises of three days"


def test_what_is_told_of_the_cut_offs_is_what_happens(flight, loaded):
    loaded(1)
    leg = flight.legs.get()
    told = if_delayed(leg=leg, departure=NOON + 5 * HOUR, at=NOON)

    delay_leg(leg=leg, departure=NOON + 5 * HOUR, reason="snow", by=system("t"), at=NOON)

    fresh = Flight.objects.get(pk=flight.pk)
    assert [getattr(fresh, name) for name, _, _ in told.cutoffs] == [
        moment for _, _, moment in told.cutoffs
    ]


def test_a_delay_is_announced_once_and_leaves_its_reason_and_author(flight, pavel):
    leg = flight.legs.get()
    for minutes in (0, 1):
        at = NOON + timedelta(minutes=minutes)
        delay_leg(leg=Leg.objects.get(), departure=NOON + 2 * HOUR, reason="snow", by=pavel, at=at)

    assert Event.objects.filter(leg=leg, code="delayed").count() == 1
    [change] = changes_of_all([leg, flight])
    assert (change.by, change.note, change.old, change.new) == (
        "pavel",
        "snow",
        "2026-11-02T12:00Z",
        "2026-11-02T14:00Z",
    )


def test_a_cancellation_tells_which_later_flights_take_the_parcels(flight, loaded, next_flight):
    loaded(3)

    told = if_cancelled(flight=flight, at=NOON)

    assert [(one.flight, one.pieces) for one in told.onward] == [(next_flight, 3)]
    assert told.stranded == 0
    assert (told.parcels, told.orders) == (3, 3)


def test_a_cancellation_without_another_flight_says_so(flight, loaded):
    loaded(2)

    told = if_cancelled(flight=flight, at=NOON)

    assert (told.onward, told.stranded) == ([], 2)
    assert told.late_then == 2, "what no flight takes comes late"


def test_a_smaller_aircraft_tells_what_stays_behind(flight, loaded, next_flight):
    loaded(5)

    told = if_swapped(flight=flight, aircraft=aircraft(1), at=NOON)

    last_three = list(Parcel.objects.order_by("promised_to").values_list("pk", flat=True)[2:])
    assert sorted(told.off) == sorted(last_three), "1 kg takes two of 400 g, first promised first"
    assert told.load.share == 200
    assert [(one.flight, one.pieces) for one in told.onward] == [(next_flight, 3)]
    assert len(inside()) == 5, "nothing is done yet"


def test_an_aircraft_with_room_leaves_everything_aboard(flight, loaded):
    loaded(2)

    told = if_swapped(flight=flight, aircraft=aircraft(100), at=NOON)

    assert (told.off, told.parcels, told.onward, told.stranded) == ([], 0, [], 0)


def test_a_swap_does_what_was_told(flight, loaded, next_flight, pavel):
    opened = loaded(5)
    close_sealed(consolidation=opened, by=pavel, at=NOON)
    small = aircraft(1)
    told = if_swapped(flight=flight, aircraft=small, at=NOON)

    done = change_aircraft(flight=flight, aircraft=small, reason="broken", by=pavel, at=NOON)

    assert done == 3
    assert not set(told.off) & set(inside())
    assert Flight.objects.get(pk=flight.pk).aircraft == small
    offloaded = Event.objects.filter(code="offloaded").values_list("parcel_id", flat=True)
    assert set(offloaded) == set(told.off)
    assert changes_of_all([flight]).get().note == "broken"


def test_a_swap_done_twice_changes_nothing_more(flight, loaded, pavel):
    loaded(5)
    small = aircraft(1)

    first, second = (
        change_aircraft(flight=flight, aircraft=small, reason="", by=pavel, at=NOON)
        for _ in range(2)
    )

    assert (first, second) == (3, 0)
    assert changes_of_all([flight]).count() == 1


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.CUSTOMS, Role.FINANCE])
def test_only_a_planner_swaps_an_aircraft(flight, loaded, wei, role):
    loaded(5)
    stranger = type(wei)("x", frozenset({role}))

    with pytest.raises(NotAllowed):
        change_aircraft(flight=flight, aircraft=aircraft(1), reason="", by=stranger, at=NOON)

    assert len(inside()) == 5
    assert Flight.objects.get(pk=flight.pk).aircraft.code == "T2F"


def test_a_flight_that_left_keeps_its_aircraft(flight, pavel):
    Leg.objects.all().delete()
    Leg.objects.create(
        flight=flight,
        origin=flight.channel.origin,
        destination=flight.channel.destination,
        status="departed",
        planned_departure=NOON,
        planned_arrival=NOON + HOUR,
    )

    with pytest.raises(WrongState):
        change_aircraft(flight=flight, aircraft=aircraft(9), reason="", by=pavel, at=NOON)
    Leg.objects.all().delete()
    with pytest.raises(BadInput):
        change_aircraft(flight=flight, aircraft=aircraft(0), reason="", by=pavel, at=NOON)

    assert Flight.objects.get(pk=flight.pk).aircraft.code == "T2F"


def test_pieces_are_dealt_onto_flights_as_far_as_each_has_room(flight, next_flight):
    pieces = [Aboard(n, 400, 0, n, None) for n in range(5)]
    loads = {
        flight.pk: Loading(200, 0, 1, 1000, 100),
        next_flight.pk: Loading(0, 0, 0, 900, 100),
    }

    dealt, left = deal(pieces, [flight, next_flight], loads)

    assert [(one.number, [p.parcel_id for p in took]) for one, took in dealt] == [
        ("U6999", [0, 1]),
        ("U6997", [2, 3]),
    ]
    assert [piece.parcel_id for piece in left] == [4]


def test_the_reckoning_takes_as_few_queries_however_full(flight, loaded, next_flight):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            if_cancelled(flight=Flight.objects.get(pk=flight.pk), at=NOON)
        return len(seen)

    loaded(1)
    queries()
    with_one = queries()
    loaded(2)

    assert queries() == with_one
