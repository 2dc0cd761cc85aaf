"""Who sees which stock, and comparing levels with their moves."""

import pytest

from shipments.orders.actions import pay_orders
from shipments.parties.models import Seller
from shipments.stock.actions import count_stock
from shipments.stock.models import StockLevel, StockMove
from shipments.stock.queries import (
    levels_for,
    main_warehouse,
    moves_for,
    replenishments_for,
    stock_differences,
)
from shipments.stock.replenishing import announce_replenishment
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


def test_a_seller_sees_her_own_stock_and_replenishments(anna, boris, wei):
    for actor in (anna, boris):
        product = make_product(actor.seller_id)
        announce_replenishment(
            seller=Seller.objects.get(pk=actor.seller_id),
            warehouse=main_warehouse(),
            number="R1",
            lines={product.pk: 3},
            expected_at=NOON,
            by=actor,
            at=NOON,
        )

    for seen in (levels_for, replenishments_for):
        assert [seen(actor).count() for actor in (anna, boris, wei)] == [1, 1, 2]
    assert levels_for(anna).get().product.seller_id == anna.seller_id


def test_the_moves_of_a_product_come_newest_first(anna, wei):
    product = make_product(anna.seller_id)
    for pieces in (5, 3, 3):
        count_stock(
            warehouse=main_warehouse(),
            product_id=product.pk,
            on_hand=pieces,
            why="shelf",
            by=wei,
            at=NOON,
        )

    moves = moves_for(anna, product.pk)
    assert [(move.on_hand, move.reference, move.by) for move in moves] == [
        (-2, "shelf", "wei"),
        (5, "shelf", "wei"),
    ]


def test_a_move_names_its_order(anna):
    put_in_stock(make_product(anna.seller_id), 5)
    [order] = place(anna, "A-7")

    pay_orders(orders=[order], by=anna, at=NOON)

    assert StockMove.objects.get(order=order, reference="").reserved == 1
    assert StockMove.objects.filter(order=None).exclude(reference="").count() == 1


@pytest.mark.parametrize("number", ["on_hand", "damaged", "in_transit"])
def test_a_level_that_is_not_the_sum_of_its_moves_is_named(anna, number):
    for sku in ("GOOD", "BAD"):
        put_in_stock(make_product(anna.seller_id, sku), 5)
    assert stock_differences() == (2, [])

    StockLevel.objects.filter(product__sku="BAD").update(**{number: 6})

    assert stock_differences() == (2, ["BAD"])


def test_a_level_without_moves_is_compared_too(anna):
    put_in_stock(make_product(anna.seller_id), 5)

    StockMove.objects.all().delete()

    assert stock_differences() == (1, ["MUG"])
