"""Orders whose goods are reserved, and those cancelled before anybody packed them."""

import pytest

from shipments.errors import NotAllowed
from shipments.orders.actions import cancel_unpacked, pay_orders, reserve_goods
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order
from shipments.outbox.models import OutboxEvent
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 1)
    return product


def test_goods_go_to_the_first_order_and_the_next_one_says_what_it_waits_for(anna, mug):
    first, second = place(anna, "1", "2", paid_at=NOON)

    goods = reserve_goods([second.pk, first.pk], by=anna, at=NOON)

    assert (goods.done, goods.short, goods.lacking) == ([second.pk], [first.pk], [])
    blockers = dict(Order.objects.values_list("pk", "blocker"))
    assert blockers == {first.pk: "out_of_stock", second.pk: ""}


def test_goods_without_customs_data_are_not_reserved(anna, mug):
    [order] = place(anna, "1", paid_at=NOON)
    type(mug).objects.update(hs_code="")

    goods = reserve_goods([order.pk], by=anna, at=NOON)

    assert goods.lacking == [order.pk]
    assert Order.objects.get().blocker == "customs_data"
    assert StockLevel.objects.get().reserved == 0


def test_a_cancelled_order_gives_its_goods_and_its_money_back_and_tells_of_it_once(anna, mug):
    [order] = place(anna, "1")
    pay_orders(orders=[order], by=anna, at=NOON)

    first = cancel_unpacked(orders=[order], by=anna, at=NOON, why="late")
    again = cancel_unpacked(orders=[order], by=anna, at=NOON, why="late")

    assert (len(first.moved), len(again.moved)) == (1, 0)
    fresh = Order.objects.get()
    assert (fresh.status, fresh.reserved_at, fresh.blocker) == ("cancelled", None, "")
    assert StockLevel.objects.get().reserved == 0
    assert (stock_differences(), balance_differences()) == ((1, []), (1, []))
    assert OutboxEvent.objects.filter(topic="order.cancelled").count() == 1


def test_customs_cancel_no_order_and_nothing_changes(anna, mug, olga):
    [order] = place(anna, "1")
    pay_orders(orders=[order], by=anna, at=NOON)

    with pytest.raises(NotAllowed):
        cancel_unpacked(orders=[order], by=olga, at=NOON, why="late")

    assert Order.objects.get().status == "paid"
    assert StockLevel.objects.get().reserved == 1
