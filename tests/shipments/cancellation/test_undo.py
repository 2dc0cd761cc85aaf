"""Undoing the cancellation of packed orders: the same parcels, the goods off the shelf again."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from shipments.cancellation.actions import cancel_orders
from shipments.cancellation.undo import undo_cancellation
from shipments.errors import NotAllowed
from shipments.orders.actions import pay_orders
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order, Payment
from shipments.outbox.models import OutboxEvent
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")
LATER, AFTER = NOON + timedelta(minutes=5), NOON + timedelta(minutes=9)


@pytest.fixture
def packed(anna, wei, channel):
    """Orders of Anna's, paid and packed; two more pieces lie on the shelf."""
    product = make_product(anna.seller_id)

    def make(*numbers: str) -> list[Order]:
        put_in_stock(product, len(numbers) + 2)
        orders = place(anna, *numbers)
        pay_orders(orders=orders, by=anna, at=NOON)
        pack_orders(orders=orders, by=wei, at=NOON)
        return orders

    return make


def cancel(orders, by, at=LATER) -> None:
    cancel_orders(orders=orders, by=by, at=at, why="by mistake").all_or_refuse()


def shelf() -> tuple[int, int]:
    level = StockLevel.objects.get()
    return level.on_hand, level.reserved


def journal_is_right() -> bool:
    checks = (stock_differences(), balance_differences(), parcel_differences())
    return [wrong for _, wrong in checks] == [[], [], []]


def test_the_same_parcel_stands_packed_with_its_goods_and_its_money(anna, packed):
    orders = packed("1", "2")
    number, before = Parcel.objects.first().number, shelf()
    cancel(orders, anna)

    kept = undo_cancellation(orders=orders, by=anna, at=AFTER)

    assert kept == {}
    assert set(Order.objects.values_list("status", flat=True)) == {"packed"}
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"packed"}
    assert (Parcel.objects.first().number, shelf()) == (number, before)
    assert Payment.objects.aggregate(sum=Sum("amount_rub"))["sum"] == 2 * 1090
    assert journal_is_right()


def test_goods_sold_meanwhile_keep_the_order_cancelled_and_harm_no_other(anna, packed):
    first, second = packed("1", "2")
    cancel([first, second], anna)
    StockLevel.objects.update(reserved=3)

    kept = undo_cancellation(orders=[first, second], by=anna, at=AFTER)

    assert [*kept] == [second.pk]
    assert "no longer on the shelf" in kept[second.pk]
    assert dict(Order.objects.values_list("number", "status")) == {"1": "packed", "2": "cancelled"}
    assert balance_differences()[1] == []


def test_undone_twice_is_undone_once(anna, packed):
    orders = packed("1")
    cancel(orders, anna)
    undo_cancellation(orders=orders, by=anna, at=AFTER)
    before = shelf()

    kept = undo_cancellation(orders=orders, by=anna, at=AFTER)

    assert "not cancelled" in kept[orders[0].pk]
    assert shelf() == before
    assert Event.objects.filter(code="cancellation_undone").count() == 1
    assert OutboxEvent.objects.filter(topic="order.restored").count() == 1


def test_cancelled_undone_and_cancelled_again_is_cancelled(anna, packed):
    orders = packed("1")
    cancel(orders, anna)
    undo_cancellation(orders=orders, by=anna, at=AFTER)

    cancel(orders, anna, at=AFTER + timedelta(minutes=1))

    assert Order.objects.get().status == "cancelled"
    assert shelf() == (3, 0)
    assert journal_is_right()


def test_an_order_restored_before_it_was_packed_is_packed_again(anna, wei, packed):
    """The old cancellation is not mistaken for the new one."""
    packed("1")
    [order] = place(anna, "2")
    pay_orders(orders=[order], by=anna, at=NOON)
    cancel([order], anna, at=NOON)
    undo_cancellation(orders=[order], by=anna, at=NOON)
    pack_orders(orders=[order], by=wei, at=NOON)
    cancel([order], anna)

    undo_cancellation(orders=[order], by=anna, at=AFTER)

    order.refresh_from_db()
    assert (order.status, order.parcels.get().movement) == ("packed", "packed")
    assert journal_is_right()


def test_nobody_undoes_nothing(anna, nobody, packed):
    orders = packed("1")
    cancel(orders, anna)

    with pytest.raises(NotAllowed):
        undo_cancellation(orders=orders, by=nobody, at=AFTER)
    assert Order.objects.get().status == "cancelled"
