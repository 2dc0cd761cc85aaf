"""Two hands on one thing that is held, each in a transaction of its own."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.bags import make_bag
from shipments.containers import contents
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from tests.shipments.packing.test_at_once import LATER, WEI, anna, reserved, while_open
from tests.world import NOON

__all__ = ["anna"]
pytestmark = pytest.mark.django_db(transaction=True)
OLGA = Actor("olga", frozenset({Role.CUSTOMS}))


def hold(subject: str, pk: int, reason: str, by: Actor = WEI) -> list[Hold]:
    return place_holds(subject=subject, ids=[pk], reason=reason, by=by, at=LATER)


@pytest.mark.parametrize("subject", ["order", "parcel"])
def test_two_clicks_place_one_hold(anna, subject):
    orders = reserved(anna, "1")
    thing = orders[0] if subject == "order" else pack_orders(orders=orders, by=WEI, at=LATER)[0]

    again = while_open(
        lambda: hold(subject, thing.pk, "other"), lambda: hold(subject, thing.pk, "other")
    )

    assert (again, Hold.objects.count()) == ([], 1)


def test_an_order_released_while_another_hold_is_placed_stays_held(anna):
    [order] = reserved(anna, "1")
    first = hold("order", order.pk, "other")

    while_open(
        lambda: hold("order", order.pk, "customs", OLGA),
        lambda: release_holds(holds=first, by=WEI, at=LATER),
    )

    assert Order.objects.get().held


def test_a_parcel_released_while_its_bag_is_held_stays_held(anna):
    [parcel] = pack_orders(orders=reserved(anna, "1"), by=WEI, at=LATER)
    make_flights(until=(NOON + timedelta(days=7)).date(), by=WEI, at=NOON)
    flight = Flight.objects.order_by("pk").first()
    consolidation = open_consolidation(flight=flight, by=WEI, at=NOON)
    bag = make_bag(consolidation=consolidation, by=WEI, at=NOON)
    contents.put([(parcel.pk, bag.pk, None)], consolidation_id=consolidation.pk, at=NOON)
    first = hold("parcel", parcel.pk, "other")

    while_open(
        lambda: hold("bag", bag.pk, "customs", OLGA),
        lambda: release_holds(holds=first, by=WEI, at=LATER),
    )

    assert Parcel.objects.get().held
