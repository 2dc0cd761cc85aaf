"""Packing many orders, what keeps one from being packed, weighing, and taking goods out again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipments.actor import system
from shipments.cancellation.actions import cancel_orders
from shipments.containers import contents
from shipments.errors import NotAllowed, WrongState
from shipments.holds.actions import place_holds, release_holds
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.audit import balance_differences
from shipments.orders.intake import NewLine
from shipments.orders.models import Order
from shipments.packing.actions import Measure, pack_orders, pack_paid_orders, weigh_parcels
from shipments.parcels.models import Parcel, ParcelItem
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.models import Event
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 100)
    return product


@pytest.fixture
def reserved(anna, wei, mug):
    """Makes orders of a mug each, paid and reserved."""

    def make(*numbers: str, **changes) -> list[Order]:
        orders = place(anna, *numbers, paid_at=NOON, **changes)
        reserve_paid_orders(limit=100, by=wei, at=NOON)
        return orders

    return make


def queries_of_packing(orders, wei) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        pack_orders(orders=orders, by=wei, at=LATER)
    return len(seen)


def test_packing_many_asks_as_often_as_packing_one(wei, reserved):
    one, many = reserved("1"), reserved(*"2345678")

    assert queries_of_packing(many, wei) == queries_of_packing(one, wei)
    assert Parcel.objects.count() == 8


def test_packing_again_makes_no_second_parcel(wei, reserved):
    orders = reserved("1", "2")

    first = pack_orders(orders=orders, by=wei, at=LATER)
    again = pack_orders(orders=orders, by=wei, at=LATER)

    assert (len(first), len(again)) == (2, 0)
    assert StockLevel.objects.get().on_hand == 98


def test_no_more_orders_are_packed_than_asked_for(wei, reserved):
    reserved(*"12345")

    assert pack_paid_orders(limit=3, by=wei, at=LATER) == 3
    assert Parcel.objects.count() == 3


def test_a_held_order_is_not_packed_and_what_is_packed_of_it_is_held(wei, pavel, reserved):
    held, packed = reserved("1", "2")
    [parcel] = pack_orders(orders=[packed], by=wei, at=NOON)
    holds = place_holds(
        subject="order", ids=[held.pk, packed.pk], reason="other", by=pavel, at=NOON
    )

    assert pack_paid_orders(limit=9, by=wei, at=LATER) == 0
    assert pack_orders(orders=[held], by=wei, at=LATER) == []
    parcel.refresh_from_db()
    assert parcel.held
    told = parcel.events.get(code="hold_placed")
    assert told.detail == {"reason": "other"}
    release_holds(holds=holds, by=pavel, at=LATER)

    assert pack_paid_orders(limit=9, by=wei, at=LATER) == 1
    assert not Parcel.objects.filter(held=True).exists()


def test_what_is_loaded_is_not_cancelled_and_says_where_it_is(anna, wei, reserved, consolidation):
    [order] = reserved("1")
    [parcel] = pack_orders(orders=[order], by=wei, at=NOON)
    contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)

    moved = cancel_orders(orders=[order], by=anna, at=LATER, why="late")

    [(_, why)] = moved.refused
    assert f"its parcel {parcel.number} is in the load of flight U6999 04.11.2026" in str(why)
    assert Order.objects.get(pk=order.pk).status == "packed"


def test_a_seller_does_not_pack(anna, reserved):
    orders = reserved("1")

    with pytest.raises(NotAllowed):
        pack_orders(orders=orders, by=anna, at=LATER)

    assert not Parcel.objects.exists()


def test_each_piece_lies_in_one_parcel_and_the_values_add_up(anna, wei, reserved):
    kettle = make_product(anna.seller_id, "KETTLE", weight_grams=11_000)
    put_in_stock(kettle, 10)
    [order] = reserved("1", lines=[NewLine("KETTLE", 3, 900), NewLine("MUG", 2, 100)])

    pack_orders(orders=[order], by=wei, at=LATER)

    pieces = ParcelItem.objects.values_list("line__sku", "quantity")
    assert sorted(pieces) == [("KETTLE", 1), ("KETTLE", 2), ("MUG", 2)]
    assert sum(Parcel.objects.values_list("value_rub", flat=True)) == 2900


@pytest.mark.parametrize(
    ("wrong", "blocker"),
    [
        ({"weight_grams": None}, "no_weight"),
        ({"weight_grams": 31_001}, "too_heavy"),
        ({"height_mm": 10_000_000}, "too_large"),
    ],
)
def test_an_order_blocked_by_its_goods_harms_no_other_and_goes_on_once_they_are_right(
    anna, wei, reserved, wrong, blocker
):
    odd = make_product(anna.seller_id, "ODD", **wrong)
    put_in_stock(odd, 50)
    [blocked] = reserved("1", lines=[NewLine("ODD", 20, 100)])
    reserved("2")

    assert pack_paid_orders(limit=100, by=wei, at=LATER) == 1
    blocked.refresh_from_db()
    assert (blocked.status, blocked.blocker) == ("paid", blocker)
    assert pack_paid_orders(limit=100, by=wei, at=LATER) == 0

    type(odd).objects.filter(pk=odd.pk).update(weight_grams=420, height_mm=85)
    assert pack_paid_orders(limit=100, by=wei, at=LATER) == 1
    blocked.refresh_from_db()
    assert (blocked.status, blocked.blocker) == ("packed", "")


def test_goods_as_large_as_the_catalogue_lets_them_be_are_packed_one_by_one(anna, wei, reserved):
    crate = make_product(
        anna.seller_id, "CRATE", weight_grams=1, length_mm=3000, width_mm=3000, height_mm=3000
    )
    put_in_stock(crate, 30)
    [order] = reserved("1", lines=[NewLine("CRATE", 30, 100)])

    parcels = pack_orders(orders=[order], by=wei, at=LATER)

    assert [parcel.chargeable_grams for parcel in parcels] == [4_500_000] * 30


def test_weighing_writes_what_is_charged(wei, reserved):
    [parcel] = pack_orders(orders=reserved("1"), by=wei, at=LATER)

    weigh_parcels(measures=[Measure(parcel.pk, 1_210, (300, 200, 100))], by=wei, at=LATER)

    parcel.refresh_from_db()
    assert (parcel.measured_grams, parcel.grams, parcel.chargeable_grams) == (1_210, 1_210, 1_500)
    assert parcel.events.filter(code="measured").count() == 1


def test_what_has_flown_is_not_weighed(wei, reserved):
    [parcel] = pack_orders(orders=reserved("1"), by=wei, at=LATER)
    flown = NewEvent("parcel", parcel.pk, "departed", LATER + timedelta(hours=1), "t", "1")
    record_events([flown], at=LATER)

    with pytest.raises(WrongState):
        weigh_parcels(measures=[Measure(parcel.pk, 1_210, (1, 1, 1))], by=wei, at=LATER)

    parcel.refresh_from_db()
    assert parcel.measured_grams is None


def test_many_are_cancelled_at_once_and_what_lies_in_a_consolidation_is_refused(
    anna, wei, reserved, consolidation
):
    packed, waiting = reserved(*"123"), reserved("4")
    parcels = pack_orders(orders=packed, by=wei, at=LATER)
    loaded = parcels[0]
    contents.put([(loaded.pk, None, None)], consolidation_id=consolidation.pk, at=LATER)

    moved = cancel_orders(orders=[*packed, *waiting], by=anna, at=LATER, why="sold out")

    assert {order.number for order in moved.moved} == {"2", "3", "4"}
    assert [order.pk for order, _ in moved.refused] == [loaded.order_id]
    statuses = dict(Order.objects.values_list("number", "status"))
    assert statuses == {"1": "packed", "2": "cancelled", "3": "cancelled", "4": "cancelled"}
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (99, 0)
    assert (stock_differences(), balance_differences()) == ((1, []), (4, []))


def test_the_story_of_a_cancelled_parcel_keeps_who_and_why(anna, wei, reserved):
    orders = reserved("1")
    [parcel] = pack_orders(orders=orders, by=wei, at=LATER)

    for _ in range(2):
        moved = cancel_orders(orders=orders, by=anna, at=LATER, why="sold out")

    assert (len(moved.moved), len(moved.already)) == (0, 1)
    [event] = parcel.events.filter(code="cancelled")
    assert event.detail == {"by": "anna", "why": "sold out"}
    assert StockLevel.objects.get().on_hand == 100


def test_what_a_job_packs_is_not_told_as_the_warehouse_s_action(wei, reserved):
    by_hand, by_job = reserved("1", "2")
    pack_orders(orders=[by_hand], by=wei, at=LATER)
    pack_orders(orders=[by_job], by=system("pack_paid_orders"), at=LATER)

    told = Event.objects.filter(code="packed").values_list("parcel__order_id", "source")
    assert dict(told) == {by_hand.pk: "warehouse", by_job.pk: "pack_paid_orders"}
