"""A payment has a name: told twice it is booked once, under another name it is refused."""

import pytest

from shipments.errors import Duplicate, NotEnough
from shipments.orders.models import Order, Payment
from shipments.orders.payments import pay_whole
from shipments.stock.models import StockLevel
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def order(anna, channel) -> Order:
    put_in_stock(make_product(anna.seller_id), 1)
    return place(anna, "1")[0]


def payments() -> list[tuple[str, int]]:
    return [(one.reference, int(one.amount_rub)) for one in Payment.objects.order_by("pk")]


def test_the_whole_sum_is_booked_under_the_payment_s_name_and_the_goods_are_reserved(anna, order):
    pay_whole(order=order, reference="YM-1", by=anna, at=NOON)

    assert payments() == [("YM-1", 1090)]
    assert Order.objects.get().status == "paid"
    assert StockLevel.objects.get().reserved == 1


@pytest.mark.parametrize("again", ["YM-1", ""])
def test_the_same_payment_or_one_without_a_name_changes_nothing(anna, order, again):
    pay_whole(order=order, reference="YM-1", by=anna, at=NOON)

    moved = pay_whole(order=order, reference=again, by=anna, at=NOON)

    assert moved.moved == []
    assert payments() == [("YM-1", 1090)]


def test_a_payment_of_another_name_is_refused_naming_the_first(anna, order):
    pay_whole(order=order, reference="YM-1", by=anna, at=NOON)

    with pytest.raises(Duplicate, match="YM-1"):
        pay_whole(order=order, reference="YM-2", by=anna, at=NOON)

    assert payments() == [("YM-1", 1090)]


def test_without_the_goods_nothing_is_booked(anna, order):
    StockLevel.objects.update(on_hand=0)

    with pytest.raises(NotEnough):
        pay_whole(order=order, reference="YM-1", by=anna, at=NOON)

    assert payments() == []
    assert Order.objects.get().status == "placed"
