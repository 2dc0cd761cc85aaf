"""Undoing a cancellation gives the order, its money and its goods back."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from shipments.cancellation.actions import cancel_orders
from shipments.cancellation.orders import restore_orders
from shipments.errors import NotAllowed
from shipments.orders.actions import expire_unpaid_orders, pay_orders
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order, Payment
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 2)
    return product


def cancelled(anna, *numbers: str, paid: bool = True) -> list[Order]:
    orders = place(anna, *numbers)
    if paid:
        pay_orders(orders=orders, by=anna, at=NOON)
    cancel_orders(orders=orders, by=anna, at=NOON, why="by mistake")
    return orders


def balance(order: Order) -> Decimal:
    return Payment.objects.filter(order=order).aggregate(sum=Sum("amount_rub"))["sum"]


def test_a_paid_order_is_paid_again_and_its_goods_are_reserved(anna, mug):
    [order] = cancelled(anna, "1")
    assert (balance(order), StockLevel.objects.get().reserved) == (0, 0)

    kept = restore_orders(orders=[order], by=anna, at=NOON)

    order.refresh_from_db()
    assert (kept, order.status, balance(order)) == ({}, "paid", 1090)
    assert StockLevel.objects.get().reserved == 1
    assert stock_differences()[1] == balance_differences()[1] == []


def test_an_unpaid_order_is_only_placed_again(anna, mug):
    [order] = cancelled(anna, "1", paid=False)

    restore_orders(orders=[order], by=anna, at=NOON)

    order.refresh_from_db()
    assert order.status == "placed"
    assert not Payment.objects.exists()


def test_cancelled_restored_and_cancelled_again_leaves_no_money(anna, mug):
    [order] = cancelled(anna, "1")
    for _ in range(2):
        restore_orders(orders=[order], by=anna, at=NOON)
        cancel_orders(orders=[order], by=anna, at=NOON, why="again")

    assert balance(order) == 0
    assert Payment.objects.filter(order=order).count() == 6


def test_what_moved_money_is_its_kind(anna, mug):
    [order] = cancelled(anna, "1")
    restore_orders(orders=[order], by=anna, at=NOON)
    cancel_orders(orders=[order], by=anna, at=NOON, why="again")

    assert list(Payment.objects.order_by("pk").values_list("kind", "reference")) == [
        ("payment", "paid"),
        ("refund", "refund"),
        ("refund_undone", "refund undone 1"),
        ("refund", "refund 2"),
    ]


def test_goods_that_are_gone_leave_the_order_waiting(anna, mug):
    orders = cancelled(anna, "1")
    others = place(anna, "2", "3")
    pay_orders(orders=others, by=anna, at=NOON)

    restore_orders(orders=orders, by=anna, at=NOON)

    order = Order.objects.get(number="1")
    assert (order.status, order.blocker) == ("paid", "out_of_stock")


def test_restored_twice_is_restored_once(anna, mug):
    [order] = cancelled(anna, "1")
    restore_orders(orders=[order], by=anna, at=NOON)

    kept = restore_orders(orders=[order], by=anna, at=NOON)

    assert "not cancelled" in kept[order.pk]
    assert balance(order) == 1090


def test_a_cancelled_order_cannot_be_paid_all_the_same(anna, mug):
    orders = cancelled(anna, "1")

    with pytest.raises(Exception, match="cannot go"):
        pay_orders(orders=orders, by=anna, at=NOON)
    assert balance(orders[0]) == 0


def test_nobody_restores_nothing(anna, nobody, mug):
    orders = cancelled(anna, "1")

    with pytest.raises(NotAllowed):
        restore_orders(orders=orders, by=nobody, at=NOON)
    assert Order.objects.get().status == "cancelled"
    assert expire_unpaid_orders(by=anna, at=NOON) == 0
