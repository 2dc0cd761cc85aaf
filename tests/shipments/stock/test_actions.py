"""Stock: what is promised is there, and every piece has its move."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shipments.errors import BadInput, NotEnough
from shipments.orders.actions import pay_orders
from shipments.reference import load_reference
from shipments.stock.actions import count_stock
from shipments.stock.models import StockLevel, Warehouse
from shipments.stock.queries import stock_differences
from tests.cast import actor
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON


@pytest.fixture
def warehouse(channel) -> Warehouse:
    return Warehouse.objects.get(code="HRB-1")


def test_a_count_below_what_is_promised_is_refused(anna, wei, warehouse):
    product = make_product(anna.seller_id)
    put_in_stock(product, 3)
    pay_orders(orders=place(anna, "1", "2"), by=anna, at=NOON)

    with pytest.raises(BadInput):
        count_stock(
            warehouse=warehouse, product_id=product.pk, on_hand=1, why="count", by=wei, at=NOON
        )

    assert StockLevel.objects.get().on_hand == 3


@pytest.mark.django_db(transaction=True)
def test_of_64_buyers_at_once_ten_get_the_last_ten_pieces():
    load_reference()
    anna = actor("anna")
    product = make_product(anna.seller_id)
    put_in_stock(product, 10)
    orders = place(anna, *(str(n) for n in range(64)))

    def pay(order) -> str:
        try:
            pay_orders(orders=[order], by=anna, at=NOON)
            return "paid"
        except NotEnough as refused:
            return refused.message
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(pay, orders))

    assert answers.count("paid") == 10
    refusals = [answer for answer in answers if answer != "paid"]
    assert refusals == ["There are not enough pieces in stock; nothing was paid."] * 54
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (10, 10)
    assert stock_differences() == (1, [])
