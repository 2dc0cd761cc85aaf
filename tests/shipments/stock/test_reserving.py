"""Reserving, picking and putting back: a reference gets all its lines or none."""

import pytest

from shipments.actor import system
from shipments.catalogue.models import Product
from shipments.stock.actions import Want, pick, put_back, release, reserve
from shipments.stock.ledger import Change, apply_changes
from shipments.stock.models import StockLevel, StockMove, Warehouse
from shipments.stock.queries import stock_differences
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

BY = system("test")


@pytest.fixture
def warehouse(channel) -> Warehouse:
    return Warehouse.objects.get(code="HRB-1")


@pytest.fixture
def mug(anna, warehouse) -> Product:
    product = make_product(anna.seller_id)
    put_in_stock(product, 5)
    return product


@pytest.fixture
def orders(anna, mug) -> list[int]:
    """Two orders that wait."""
    return [order.pk for order in place(anna, "W-1", "W-2")]


def level_of(product: Product) -> tuple[int, int]:
    """Pieces on the shelf and pieces promised."""
    level = StockLevel.objects.get(product=product)
    return level.on_hand, level.reserved


def test_a_reference_is_reserved_whole_or_not_at_all_and_the_next_one_has_its_turn(
    anna, warehouse, mug, orders
):
    first, second = orders
    cup = make_product(anna.seller_id, "CUP")
    wants = [
        Want(first, mug.pk, 3),
        Want(first, cup.pk, 1),
        Want(second, mug.pk, 4),
    ]

    reserved = reserve(wants=wants, warehouse_id=warehouse.pk, by=BY, at=NOON)

    assert reserved.done == {second}
    assert reserved.short == {first: "Only 0 of 1 pieces are free."}
    assert (level_of(mug), level_of(cup)) == ((5, 4), (0, 0))
    assert stock_differences() == (2, [])


def test_what_is_spared_for_others_is_not_reserved(warehouse, mug, orders):
    first, _second = orders
    wants = [Want(first, mug.pk, 3)]

    reserved = reserve(wants=wants, warehouse_id=warehouse.pk, by=BY, at=NOON, spared={mug.pk: 3})

    assert reserved.short == {first: "Only 2 of 3 pieces are free."}
    assert level_of(mug) == (5, 0)
    assert not StockMove.objects.filter(kind="reserved").exists()


def test_picked_pieces_leave_the_shelf_and_their_promise_and_come_back_to_the_shelf_alone(
    warehouse, mug, orders
):
    first, _second = orders
    wants = [Want(first, mug.pk, 2)]
    reserve(wants=wants, warehouse_id=warehouse.pk, by=BY, at=NOON)

    pick(wants=wants, warehouse_id=warehouse.pk, by=BY, at=NOON)
    assert level_of(mug) == (3, 0)
    put_back(wants=wants, warehouse_id=warehouse.pk, by=BY, at=NOON)

    assert level_of(mug) == (5, 0)
    assert stock_differences() == (1, [])
    moves = StockMove.objects.filter(order=first).order_by("pk")
    assert list(moves.values_list("kind", flat=True)) == ["reserved", "picked", "returned"]


def test_released_pieces_are_free_for_the_next_order(warehouse, mug, orders):
    first, second = ([Want(order, mug.pk, 5)] for order in orders)
    reserve(wants=first, warehouse_id=warehouse.pk, by=BY, at=NOON)

    release(wants=first, warehouse_id=warehouse.pk, by=BY, at=NOON)

    assert reserve(wants=second, warehouse_id=warehouse.pk, by=BY, at=NOON).done == {orders[1]}


def test_changes_of_one_product_are_added_up_and_each_keeps_its_own_move(warehouse, mug):
    changes = [
        Change(mug.pk, "counted", "shelf 1", on_hand=2),
        Change(mug.pk, "counted", "shelf 2", on_hand=-1),
    ]

    apply_changes(changes, warehouse_id=warehouse.pk, by=BY, at=NOON)
    apply_changes([], warehouse_id=warehouse.pk, by=BY, at=NOON)

    assert level_of(mug) == (6, 0)
    moves = StockMove.objects.filter(reference__startswith="shelf").order_by("pk")
    assert list(moves.values_list("on_hand", "by")) == [(2, "test"), (-1, "test")]
