"""Two hands on one flight, waybill or bag, each in a transaction of its own."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.consolidation.actions import close_consolidation, open_consolidation
from shipments.consolidation.bags import make_bag, send_bag
from shipments.consolidation.moving import move_parcels
from shipments.consolidation.sealing import open_bag, seal_bag
from shipments.containers import contents
from shipments.containers.models import Bag, Consolidation
from shipments.errors import WrongState
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight
from shipments.operations.departures import cancel_flight, depart_leg
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from tests.shipments.packing.test_at_once import LATER, WEI, anna, reserved, while_open
from tests.world import NOON

__all__ = ["anna"]
pytestmark = pytest.mark.django_db(transaction=True)
PAVEL = Actor("pavel", frozenset({Role.PLANNER}))


@pytest.fixture
def flights(anna) -> list[Flight]:
    pack_orders(orders=reserved(anna, "1", "2"), by=WEI, at=LATER)
    make_flights(until=(NOON + timedelta(days=14)).date(), by=PAVEL, at=NOON)
    return list(Flight.objects.order_by("cargo_cutoff", "pk"))


@pytest.fixture
def bags(flights) -> list[Bag]:
    """Two bags with a parcel each, on the first flight."""
    one = open_consolidation(flight=flights[0], by=PAVEL, at=NOON)
    made = [make_bag(consolidation=one, by=PAVEL, at=NOON) for _ in range(2)]
    parcels = Parcel.objects.order_by("pk").values_list("pk", flat=True)
    rows = [(pk, bag.pk, bag.uld_id) for pk, bag in zip(parcels, made, strict=True)]
    contents.put(rows, consolidation_id=one.pk, at=NOON)
    return made


def test_a_bag_of_what_is_being_closed_is_not_opened(bags):
    for n, bag in enumerate(bags):
        seal_bag(bag=bag, seal=f"CN{n}", by=PAVEL, at=NOON)

    with pytest.raises(WrongState):
        while_open(
            lambda: close_consolidation(consolidation=bags[0].consolidation, by=PAVEL, at=NOON),
            lambda: open_bag(bag=bags[0], why="look", by=WEI, at=LATER),
        )

    assert not Bag.objects.filter(sealed_at=None).exists()


def test_nothing_is_moved_out_of_a_bag_that_is_being_sealed(bags):
    number = Parcel.objects.order_by("pk").values_list("number", flat=True)[0]

    with pytest.raises(WrongState):
        while_open(
            lambda: seal_bag(bag=bags[0], seal="CN1", by=PAVEL, at=NOON),
            lambda: move_parcels(numbers=[number], to=bags[1], by=WEI, at=LATER),
        )

    assert contents.parcels_in(bags[0].consolidation_id) == sorted(
        Parcel.objects.values_list("pk", flat=True)
    )


def test_nothing_is_opened_on_a_flight_that_is_being_cancelled_or_leaves(flights):
    going, leaving, *_ = flights
    leg = leaving.legs.get()

    for action, flight in (
        (lambda: cancel_flight(flight=going, reason="weather", by=PAVEL, at=NOON), going),
        (lambda: depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER), leaving),
    ):
        with pytest.raises(WrongState):
            while_open(action, lambda to=flight: open_consolidation(flight=to, by=WEI, at=NOON))

    assert not Consolidation.objects.exists()


def test_two_planners_send_bags_into_one_new_consolidation(flights, bags):
    while_open(
        lambda: send_bag(bag=bags[0], flight=flights[1], by=PAVEL, at=NOON),
        lambda: send_bag(bag=bags[1], flight=flights[1], by=WEI, at=NOON),
    )

    made = Consolidation.objects.get(flight=flights[1])
    assert set(Bag.objects.values_list("consolidation", flat=True)) == {made.pk}
