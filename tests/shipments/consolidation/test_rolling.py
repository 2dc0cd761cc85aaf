"""A bag that loses its flight waits whole, sealed as it is, and goes whole with the next one."""

from datetime import timedelta

import pytest

from shipments.actor import system
from shipments.consolidation.actions import (
    add_parcels,
    close_consolidation,
    manifest_consolidation,
    open_consolidation,
)
from shipments.consolidation.bags import make_bag, parcels_of_bag
from shipments.consolidation.moving import move_bag, move_parcels, reroute_bag
from shipments.consolidation.offloading import offload_bag
from shipments.consolidation.readiness import ready_parcels
from shipments.consolidation.rolling import waiting_bags
from shipments.containers.models import Bag, Consolidation
from shipments.errors import BadInput, WrongState
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Place
from shipments.holds.actions import place_holds
from shipments.operations.aircraft_change import change_aircraft
from shipments.operations.departures import cancel_flight, depart_leg
from shipments.operations.planning import fill_coming_flights
from shipments.parcels.models import Parcel
from shipments.tracking.actions import project_contents
from shipments.tracking.models import Containment, Event
from tests.world import NOON, seals_for

DAY = timedelta(days=1)
JOB = system("fill_consolidations")


@pytest.fixture
def closed(consolidation, pavel, make_parcels, happen) -> Consolidation:
    """A closed consolidation with two sealed bags of two parcels each."""
    parcels = make_parcels(4)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    one = open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)
    for pair in (parcels[:2], parcels[2:]):
        make_bag(consolidation=one, by=pavel, at=NOON)
        add_parcels(consolidation=one, numbers=[p.number for p in pair], by=pavel, at=NOON)
    return close_consolidation(consolidation=one, by=pavel, at=NOON, seals=seals_for(one))


@pytest.fixture
def later(channel) -> Flight:
    return flight_of(channel, "U6997")


def flight_of(channel: Channel, number: str) -> Flight:
    flight = Flight.objects.create(
        channel=channel,
        number=number,
        day=(NOON + 2 * DAY).date(),
        cargo_cutoff=NOON + DAY,
        document_cutoff=NOON + DAY,
        customs_cutoff=NOON + DAY,
        aircraft=Aircraft.objects.get(code="T2F"),
    )
    Leg.objects.create(
        flight=flight,
        origin=channel.origin,
        destination=channel.destination,
        planned_departure=NOON + 2 * DAY,
        planned_arrival=NOON + 3 * DAY,
    )
    return flight


def stand(one: Consolidation) -> dict[str, tuple[str, set[int]]]:
    """Seal and parcels of each bag."""
    return {
        bag.number: (bag.seal, {parcel.pk for parcel in parcels_of_bag(bag)})
        for bag in Bag.objects.all()
    }


def test_a_cancelled_flight_leaves_its_bags_whole_for_the_next(closed, later, pavel):
    before = stand(closed)

    cancel_flight(flight=closed.flight, reason="fog", by=pavel, at=NOON)
    project_contents(at=NOON)

    assert stand(closed) == before
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"packed"}
    assert not ready_parcels(later.channel).exists(), "nobody packs them a second time"
    assert len(waiting_bags(later.channel)) == 2
    assert fill_coming_flights(by=JOB, at=NOON) == {"opened": 1, "filled": 4}
    assert stand(closed) == before
    assert set(Bag.objects.values_list("consolidation__flight", flat=True)) == {later.pk}
    assert waiting_bags(later.channel) == []


def test_what_was_not_manifested_stays_behind_in_its_bags(closed, pavel):
    before = stand(closed)

    depart_leg(leg=closed.flight.legs.get(), departed_at=NOON, by=pavel, at=NOON)

    assert stand(closed) == before
    assert Event.objects.get(code="offloaded").detail == {"reason": "not_ready"}


def test_a_person_takes_a_whole_bag_off_and_the_job_sends_it_on(closed, later, pavel):
    manifest_consolidation(consolidation=closed, by=pavel, at=NOON)
    project_contents(at=NOON)
    first, second = closed.bags.order_by("pk")

    assert len(offload_bag(bag=first, why="no_room", by=pavel, at=NOON + DAY / 9)) == 2
    assert offload_bag(bag=first, why="no_room", by=pavel, at=NOON + DAY / 9) == []

    told = Event.objects.filter(code="offloaded")
    assert {(one.parcel_id, one.detail["reason"]) for one in told} == {
        (parcel.pk, "no_room") for parcel in parcels_of_bag(first)
    }
    assert fill_coming_flights(by=JOB, at=NOON) == {"opened": 1, "filled": 2}
    first.refresh_from_db()
    assert (first.consolidation.flight, first.aside_at) == (later, None)
    assert second.consolidation == closed


def test_a_waiting_bag_with_a_held_parcel_waits_on(closed, later, pavel):
    first, second = closed.bags.order_by("pk")
    cancel_flight(flight=closed.flight, reason="fog", by=pavel, at=NOON)
    held = parcels_of_bag(first)[0]
    place_holds(subject="parcel", ids=[held.pk], reason="customs", by=pavel, at=NOON)

    assert fill_coming_flights(by=JOB, at=NOON) == {"opened": 1, "filled": 2}

    assert [bag.number for bag in waiting_bags(later.channel)] == [first.number]
    second.refresh_from_db()
    assert second.consolidation.flight == later


def test_another_aircraft_takes_off_whole_bags_and_no_single_parcel(closed, pavel):
    Parcel.objects.update(declared_grams=400)
    small = Aircraft.objects.create(
        code="X1", name="S", payload_kg=1, volume_m3=50, uld_positions=4
    )

    assert change_aircraft(flight=closed.flight, aircraft=small, reason="", by=pavel, at=NOON) == 2

    off = Bag.objects.get(aside_at__isnull=False)
    assert len(parcels_of_bag(off)) == 2
    assert off.seal
    assert Event.objects.filter(code="offloaded").count() == 2


def test_a_sealed_bag_gives_no_parcel_to_another_bag(closed, pavel, make_parcels, happen):
    Consolidation.objects.filter(pk=closed.pk).update(status="open")
    closed.refresh_from_db()
    empty = make_bag(consolidation=closed, by=pavel, at=NOON)
    before = stand(closed)

    with pytest.raises(WrongState, match="sealed"):
        move_parcels(numbers=[Parcel.objects.first().number], to=empty, by=pavel, at=NOON)

    assert stand(closed) == before


def test_a_bag_changes_its_route_only_with_a_reason_and_the_same_destination(closed, pavel):
    first = closed.bags.order_by("pk")[0]
    channel = closed.flight.channel
    same = Channel.objects.create(
        code="HRB-SVX-2", mode="air", origin=channel.origin, destination=channel.destination
    )
    moscow = Place.objects.exclude(pk__in=[channel.origin_id, channel.destination_id]).first()
    away = Channel.objects.create(
        code="HRB-X", mode="air", origin=channel.origin, destination=moscow
    )
    there, elsewhere = (
        open_consolidation(flight=flight_of(one, number), by=pavel, at=NOON)
        for one, number in ((same, "U6801"), (away, "U6802"))
    )

    with pytest.raises(WrongState, match="Re-route"):
        move_bag(bag=first, to=there, by=pavel, at=NOON)
    with pytest.raises(BadInput):
        reroute_bag(bag=first, to=there, why="", by=pavel, at=NOON)
    with pytest.raises(WrongState, match=parcels_of_bag(first)[0].number):
        reroute_bag(bag=first, to=elsewhere, why="strike", by=pavel, at=NOON)
    assert Containment.objects.filter(consolidation=closed, until=None).count() == 4

    assert reroute_bag(bag=first, to=there, why="strike", by=pavel, at=NOON) == 2
    first.refresh_from_db()
    assert first.consolidation == there
