"""Two hands on one order at the same moment, each in a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from shipments.actor import Actor, Role
from shipments.cancellation.actions import cancel_orders
from shipments.consolidation.actions import open_consolidation
from shipments.containers import contents
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight
from shipments.order_intake.actions import take_orders
from shipments.orders.actions import expire_unpaid_orders, pay_orders, reserve_paid_orders
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order, Receiver
from shipments.orders.receivers import correct_receiver
from shipments.packing.actions import pack_orders, pack_paid_orders
from shipments.parcels.models import Parcel
from shipments.reference import load_reference
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from tests.cast import actor, shop
from tests.factories.shop import make_product, new_order, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.django_db(transaction=True)
WEI = Actor("wei", frozenset({Role.WAREHOUSE, Role.PLANNER}))
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def anna() -> Actor:
    load_reference()
    put_in_stock(make_product(shop("S001").pk), 100)
    return actor("anna")


def reserved(anna: Actor, *numbers: str) -> list[Order]:
    orders = place(anna, *numbers, paid_at=NOON)
    reserve_paid_orders(limit=100, by=WEI, at=NOON)
    return orders


def in_own_connection(action: Callable[[], Any]) -> Any:
    try:
        return action()
    finally:
        connection.close()


def while_open(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What `second` gives when it begins after `first` is done but before that is committed."""
    done, go_on = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            done.set()
            go_on.wait(0.4)

    with ThreadPoolExecutor(2) as pool:
        held: Future = pool.submit(in_own_connection, hold)
        done.wait(5)
        found = pool.submit(in_own_connection, second).result()
        go_on.set()
        held.result()
    return found


def test_two_workers_pack_every_order_once(anna):
    reserved(anna, *(str(n) for n in range(40)))

    def work() -> int:
        return sum(pack_paid_orders(limit=7, by=WEI, at=LATER) for _ in range(6))

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(in_own_connection, work) for _ in range(2)]
        made = sum(job.result() for job in jobs)

    assert made == Parcel.objects.count() == Parcel.objects.values("order").distinct().count() == 40
    assert StockLevel.objects.get().on_hand == 60
    assert stock_differences() == (1, [])


def test_an_order_being_packed_is_not_cancelled_behind_the_packer_s_back(anna):
    orders = reserved(anna, "1")

    moved = while_open(
        lambda: pack_orders(orders=orders, by=WEI, at=LATER),
        lambda: cancel_orders(orders=orders, by=anna, at=LATER, why="late"),
    )

    assert (len(moved.moved), len(moved.refused)) == (0, 1)
    assert Order.objects.get().status == "packed"
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (99, 0)
    assert (stock_differences(), balance_differences()) == ((1, []), (1, []))


def test_a_parcel_being_cancelled_is_not_loaded(anna):
    orders = reserved(anna, "1", "2")
    parcels = pack_orders(orders=orders, by=WEI, at=LATER)
    make_flights(until=(NOON + timedelta(days=7)).date(), by=WEI, at=NOON)
    flight = Flight.objects.order_by("pk").first()
    consolidation = open_consolidation(flight=flight, by=WEI, at=NOON)
    rows = [(parcel.pk, None, None) for parcel in parcels]

    loaded = while_open(
        lambda: cancel_orders(orders=orders[:1], by=anna, at=LATER, why="late"),
        lambda: contents.put(rows, consolidation_id=consolidation.pk, at=LATER),
    )

    assert loaded == [parcels[1].pk]


def test_an_order_being_loaded_is_not_cancelled(anna):
    orders = reserved(anna, "1")
    [parcel] = pack_orders(orders=orders, by=WEI, at=LATER)
    make_flights(until=(NOON + timedelta(days=7)).date(), by=WEI, at=NOON)
    consolidation = open_consolidation(
        flight=Flight.objects.order_by("pk").first(), by=WEI, at=NOON
    )

    moved = while_open(
        lambda: contents.put(
            [(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=LATER
        ),
        lambda: cancel_orders(orders=orders, by=anna, at=LATER, why="late"),
    )

    assert (len(moved.moved), len(moved.refused)) == (0, 1)


def test_an_order_being_paid_is_not_given_up(anna):
    orders = place(anna, "1")
    much_later = NOON + timedelta(days=30)

    expired = while_open(
        lambda: pay_orders(orders=orders, by=anna, at=much_later),
        lambda: expire_unpaid_orders(by=WEI, at=much_later),
    )

    assert expired == 0
    assert Order.objects.get().status == "paid"
    assert balance_differences() == (1, [])


def test_two_colleagues_correct_a_receiver_at_once_and_both_corrections_stand(anna):
    [order] = place(anna, "1")

    while_open(
        lambda: correct_receiver(order=order, fields={"phone": "+79430009999"}, by=anna, at=LATER),
        lambda: correct_receiver(order=order, fields={"email": "n@example.com"}, by=anna, at=LATER),
    )

    receiver = Receiver.objects.get()
    assert (receiver.phone, receiver.email) == ("+79430009999", "n@example.com")


def test_a_shop_s_word_undoes_no_correction_that_is_being_written(anna):
    [order] = place(anna, "1")
    told = new_order(anna.seller_id, "1", city="Екатеринбург")

    while_open(
        lambda: correct_receiver(order=order, fields={"phone": "+79430009999"}, by=anna, at=LATER),
        lambda: take_orders(new=[told], by=anna, at=LATER),
    )

    assert Receiver.objects.get().phone == "+79430009999"
