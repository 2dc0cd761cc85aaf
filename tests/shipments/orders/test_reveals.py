"""Who looked at a buyer's name is written down before the name is shown."""

import pytest

from shipments.errors import NotAllowed
from shipments.orders.models import Order, Reveal
from shipments.orders.reveals import reveal_buyer, reveal_buyers
from tests.factories.shop import make_product, place
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def orders(anna, channel) -> list[Order]:
    make_product(anna.seller_id)
    return place(anna, "1", "2")


def test_each_look_at_a_buyer_is_kept_with_who_looked_and_why(anna, olga, orders):
    for person in (anna, olga):
        reveal_buyer(order=orders[0], why="x" * 400, by=person, at=NOON)

    kept = Reveal.objects.order_by("pk").values_list("order", "by", "why", "happened_at")
    assert list(kept) == [(orders[0].pk, name, "x" * 300, NOON) for name in ("anna", "olga")]


def test_a_planner_sees_no_buyer_and_no_look_is_kept(pavel, orders):
    with pytest.raises(NotAllowed):
        reveal_buyer(order=orders[0], why="curious", by=pavel, at=NOON)

    assert not Reveal.objects.exists()


def test_a_file_of_many_buyers_keeps_one_look_of_each_order(anna, orders):
    reveal_buyers(orders=orders, why="export", by=anna, at=NOON)

    assert list(Reveal.objects.order_by("order").values_list("order", flat=True)) == [
        order.pk for order in orders
    ]
