"""Building a consolidation, flying it, landing it, breaking it down."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.consolidation.actions import (
    fill_consolidation,
    manifest_consolidation,
    open_consolidation,
    reopen_consolidation,
)
from shipments.consolidation.offloading import remove_parcels
from shipments.consolidation.sealing import open_bag
from shipments.containers.models import Consolidation
from shipments.errors import NotAllowed, WrongState
from shipments.flights.models import Place
from shipments.holds.actions import place_holds, release_holds
from shipments.operations.departures import (
    arrive_leg,
    break_down,
    cancel_flight,
    delay_leg,
    depart_leg,
)
from shipments.operations.handover import hand_over_released
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, project_contents, record_events
from tests.world import NOON, close_sealed

PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
ANNA = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=1)
LATER = NOON + timedelta(hours=10)


def make_ready(parcels: list[Parcel]) -> None:
    """Packed and released by export customs."""
    events = [
        NewEvent("parcel", parcel.pk, code, NOON, "test", code)
        for parcel in parcels
        for code in ("packed", "export_released")
    ]
    record_events(events, at=NOON)


@pytest.fixture
def flying(make_parcels, consolidation):
    """Three ready parcels in an open consolidation."""
    parcels = make_parcels(3)
    make_ready(parcels)
    opened = open_consolidation(flight=consolidation.flight, by=PAVEL, at=NOON)
    assert fill_consolidation(consolidation=opened, by=PAVEL, at=NOON) == 3
    return opened, parcels


def movements() -> list[str]:
    return sorted(Parcel.objects.values_list("movement", flat=True))


def close_and_manifest(consolidation: Consolidation, at) -> None:
    close_sealed(consolidation=consolidation, by=PAVEL, at=at)
    manifest_consolidation(consolidation=consolidation, by=PAVEL, at=at)


def test_parcels_fly_land_and_are_handed_over(flying):
    consolidation, parcels = flying
    leg = consolidation.flight.legs.get()
    hour = timedelta(hours=1)

    close_and_manifest(consolidation, NOON + hour)
    project_contents(at=LATER)
    assert movements() == ["loaded"] * 3
    depart_leg(leg=leg, departed_at=NOON + 2 * hour, by=PAVEL, at=LATER)
    project_contents(at=LATER)
    assert movements() == ["departed"] * 3
    arrive_leg(leg=leg, arrived_at=NOON + 8 * hour, by=PAVEL, at=LATER)
    consolidation.refresh_from_db()
    assert consolidation.status == "arrived"
    break_down(consolidation=consolidation, by=PAVEL, at=NOON + 10 * hour)
    project_contents(at=LATER)
    assert movements() == ["at_hub"] * 3
    events = [NewEvent("parcel", parcels[0].pk, "import_released", LATER, "t", "10")]
    record_events(events, at=LATER)
    assert hand_over_released(by=PAVEL, at=LATER) == 0, "nobody has handed anything over"
    Place.objects.filter(code="SVX").update(hands_over_by_clock=True)
    assert hand_over_released(by=PAVEL, at=LATER) == 1
    assert hand_over_released(by=PAVEL, at=LATER) == 0
    assert movements() == ["at_hub", "at_hub", "handed_over"]


def test_a_held_parcel_stays_behind_and_the_flight_goes(flying):
    consolidation, parcels = flying
    place_holds(subject="parcel", ids=[parcels[0].pk], reason="customs", by=PAVEL, at=NOON)

    close_and_manifest(consolidation, LATER)
    leg = consolidation.flight.legs.get()
    depart_leg(leg=leg, departed_at=LATER + timedelta(hours=1), by=PAVEL, at=LATER)
    project_contents(at=LATER)

    assert movements() == ["departed", "departed", "packed"]


def test_a_hold_on_a_bag_holds_what_lies_inside_until_released(flying):
    consolidation, _ = flying
    bag = consolidation.bags.get()

    [hold] = place_holds(subject="bag", ids=[bag.pk], reason="security", by=PAVEL, at=NOON)
    assert Parcel.objects.filter(held=True).count() == 3
    release_holds(holds=[hold], by=PAVEL, at=NOON)

    assert Parcel.objects.filter(held=True).count() == 0


def test_a_parcel_in_a_sealed_bag_is_not_taken_out(flying):
    consolidation, parcels = flying
    close_and_manifest(consolidation, NOON + timedelta(hours=1))
    project_contents(at=LATER)

    with pytest.raises(WrongState, match="Open the bag with a reason first"):
        remove_parcels(
            consolidation=consolidation,
            numbers=[parcels[0].number],
            why="no_room",
            by=PAVEL,
            at=LATER,
        )

    assert movements() == ["loaded"] * 3


def test_a_parcel_taken_out_of_a_reopened_consolidation_is_packed_again(flying):
    consolidation, parcels = flying
    close_and_manifest(consolidation, NOON + timedelta(hours=1))
    project_contents(at=LATER)
    reopen_consolidation(consolidation=consolidation, by=PAVEL, at=LATER)
    open_bag(bag=consolidation.bags.get(), why="wrong parcel", by=PAVEL, at=LATER)

    remove_parcels(
        consolidation=consolidation, numbers=[parcels[0].number], why="no room", by=PAVEL, at=LATER
    )

    assert movements() == ["loaded", "loaded", "packed"]


def test_a_cancelled_flight_gives_its_parcels_back(flying):
    consolidation, _ = flying
    close_and_manifest(consolidation, NOON + timedelta(hours=1))

    cancel_flight(flight=consolidation.flight, reason="fog", by=PAVEL, at=LATER)
    project_contents(at=LATER)

    assert movements() == ["packed"] * 3
    consolidation.refresh_from_db()
    assert consolidation.status == "cancelled"


def test_what_is_not_manifested_stays_behind(flying):
    consolidation, _ = flying

    leg = consolidation.flight.legs.get()
    depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER)
    project_contents(at=LATER)

    assert movements() == ["packed"] * 3


def test_departing_twice_departs_once(flying):
    consolidation, _ = flying
    close_and_manifest(consolidation, NOON)
    leg = consolidation.flight.legs.get()

    depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER)
    depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER)

    assert leg.events.filter(code="departed").count() == 1


def test_a_delay_moves_the_cut_offs(flying):
    consolidation, _ = flying
    leg = consolidation.flight.legs.get()
    later = leg.planned_departure + timedelta(hours=7)

    delay_leg(leg=leg, departure=later, reason="fog", by=PAVEL, at=NOON)

    consolidation.flight.refresh_from_db()
    assert consolidation.flight.cargo_cutoff == later - timedelta(hours=4)
    assert set(leg.events.values_list("code", flat=True)) == {"delayed", "estimate_changed"}


def test_a_flight_under_way_cannot_be_cancelled(flying):
    consolidation, _ = flying
    close_and_manifest(consolidation, NOON)
    leg = consolidation.flight.legs.get()
    depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER)

    with pytest.raises(WrongState):
        cancel_flight(flight=consolidation.flight, reason="fog", by=PAVEL, at=LATER)

    leg.refresh_from_db()
    assert leg.status == "departed"


def test_a_seller_may_not_build(flying):
    consolidation, _ = flying

    with pytest.raises(NotAllowed):
        close_sealed(consolidation=consolidation, by=ANNA, at=LATER)

    consolidation.refresh_from_db()
    assert consolidation.status == "open"
