"""Goods on their way: received truck by truck until closed, corrected and cancelled before."""

from datetime import timedelta

import pytest

from shipments.errors import BadInput, Duplicate, NotAllowed, WrongState
from shipments.history.queries import changes_of
from shipments.parties.models import Seller
from shipments.stock.models import (
    GoodsReceipt,
    Replenishment,
    StockLevel,
    StockMove,
    Warehouse,
)
from shipments.stock.queries import stock_differences
from shipments.stock.replenishing import (
    announce_replenishment,
    cancel_replenishment,
    change_replenishment,
    close_replenishment,
    correct_replenishment,
    expect_replenishment,
    receive_replenishment,
)
from tests.factories.shop import make_product
from tests.world import NOON

LATER = NOON + timedelta(hours=3)


@pytest.fixture
def goods(anna, channel) -> dict[str, int]:
    return {sku: make_product(anna.seller_id, sku).pk for sku in ("MUG", "LAMP", "CUP")}


@pytest.fixture
def coming(anna, goods) -> Replenishment:
    """Ten mugs and five lamps."""
    return announce(anna, {goods["MUG"]: 10, goods["LAMP"]: 5})


def announce(anna, lines: dict[int, int], number: str = "R1") -> Replenishment:
    return announce_replenishment(
        seller=Seller.objects.get(pk=anna.seller_id),
        number=number,
        lines=lines,
        warehouse=Warehouse.objects.get(code="HRB-1"),
        expected_at=NOON,
        by=anna,
        at=NOON,
    )


def receive(one, wei, reference: str = "", **counts: tuple[int, int]) -> Replenishment:
    """Pieces by SKU, in good order and damaged."""
    known = {line.product.sku: line.product_id for line in one.lines.select_related("product")}
    named = {known[sku]: pair for sku, pair in counts.items()}
    return receive_replenishment(
        replenishment=one, counts=named, reference=reference, by=wei, at=LATER
    )


def levels() -> dict[str, tuple[int, int, int]]:
    rows = StockLevel.objects.values_list("product__sku", "on_hand", "damaged", "in_transit")
    return {sku: numbers for sku, *numbers in rows}


def booked() -> tuple:
    """Everything a refusal must leave as it was."""
    return (
        levels(),
        StockMove.objects.count(),
        GoodsReceipt.objects.count(),
        list(Replenishment.objects.values().order_by("pk")),
    )


@pytest.mark.parametrize(
    ("good", "damaged", "words"),
    [
        (10, 0, {"announced", "received"}),
        (8, 0, {"announced", "received", "short"}),
        (12, 0, {"announced", "received", "over"}),
        (7, 2, {"announced", "received", "damaged", "short"}),
        (0, 12, {"announced", "damaged"}),
    ],
)
def test_what_came_is_booked_with_each_difference(anna, wei, goods, good, damaged, words):
    one = announce(anna, {goods["MUG"]: 10})

    receive(one, wei, MUG=(good, damaged))
    close_replenishment(replenishment=one, by=wei, at=LATER)

    assert levels() == {"MUG": [good, damaged, 0]}
    assert set(StockMove.objects.values_list("kind", flat=True)) == words
    assert stock_differences() == (1, [])


def test_two_trucks_are_added_up_and_nothing_is_short_before_it_is_closed(wei, coming):
    receive(coming, wei, "truck 1", MUG=(6, 1))

    one = Replenishment.objects.get()
    mug = one.lines.get(product__sku="MUG")
    assert (one.status, one.received_at, one.closed_at) == ("receiving", LATER, None)
    assert (mug.received, mug.damaged, mug.to_come, mug.short_at(LATER)) == (6, 1, 3, 0)
    assert levels() == {"MUG": [6, 1, 3], "LAMP": [0, 0, 5]}

    receive(coming, wei, "truck 2", MUG=(2, 0), LAMP=(6, 0))
    close_replenishment(replenishment=coming, by=wei, at=LATER)

    one = Replenishment.objects.get()
    lines = {line.product.sku: line for line in one.lines.all()}
    assert (one.status, one.closed_at) == ("received", LATER)
    assert levels() == {"MUG": [8, 1, 0], "LAMP": [6, 0, 0]}
    assert (lines["MUG"].short_at(LATER), lines["LAMP"].over) == (1, 1)
    assert stock_differences() == (2, [])


def test_what_is_late_is_short_though_nobody_closed_it(coming):
    mug = coming.lines.get(product__sku="MUG")

    assert mug.short_at(NOON + timedelta(hours=23)) == 0
    assert mug.short_at(NOON + timedelta(days=2)) == 10


def test_the_same_receipt_again_changes_nothing_and_other_figures_are_told(wei, coming):
    for reference in ("", "truck 2"):
        receive(coming, wei, reference, MUG=(3, 0))
        before = booked()

        receive(coming, wei, reference, MUG=(3, 0), LAMP=(0, 0))
        with pytest.raises(Duplicate) as refused:
            receive(coming, wei, reference, MUG=(4, 0))

        assert refused.value.code == "receipt_differs"
        assert booked() == before


def test_the_same_receipt_comes_again_after_closing_too(wei, coming):
    receive(coming, wei, "truck 1", MUG=(10, 0))
    close_replenishment(replenishment=coming, by=wei, at=LATER)
    before = booked()

    receive(coming, wei, "truck 1", MUG=(10, 0))
    close_replenishment(replenishment=coming, by=wei, at=LATER)
    with pytest.raises(WrongState):
        receive(coming, wei, "truck 2", LAMP=(5, 0))

    assert booked() == before


def test_what_nobody_announced_is_taken_in_as_unexpected(wei, goods, coming):
    receive_replenishment(replenishment=coming, counts={goods["CUP"]: (4, 1)}, by=wei, at=LATER)

    cup = coming.lines.get(product=goods["CUP"])
    assert (cup.expected, cup.received, cup.damaged, cup.over) == (0, 4, 1, 5)
    assert levels()["CUP"] == [4, 1, 0]
    assert stock_differences() == (3, [])


def test_goods_of_another_seller_and_empty_receipts_are_refused(wei, boris, coming):
    foreign, before = make_product(boris.seller_id, "MUG").pk, booked()

    for counts in ({foreign: (1, 0)}, {}, {coming.lines.first().product_id: (-1, 0)}):
        with pytest.raises(BadInput):
            receive_replenishment(replenishment=coming, counts=counts, by=wei, at=LATER)

    assert booked() == before


def test_nothing_is_closed_of_which_nothing_came(wei, coming):
    with pytest.raises(WrongState):
        close_replenishment(replenishment=coming, by=wei, at=LATER)

    assert Replenishment.objects.get().status == "expected"


def test_goods_and_day_are_corrected_while_nothing_has_come(anna, goods, coming):
    correct_replenishment(
        replenishment=coming, lines={goods["MUG"]: 12, goods["CUP"]: 3}, by=anna, at=LATER
    )
    expect_replenishment(
        replenishment=coming, expected_at=NOON + timedelta(days=3), by=anna, at=LATER
    )

    lines = dict(coming.lines.values_list("product__sku", "expected"))
    assert lines == {"MUG": 12, "CUP": 3}
    assert {sku: numbers[2] for sku, numbers in levels().items()} == {
        "MUG": 12,
        "LAMP": 0,
        "CUP": 3,
    }
    assert [change.reason for change in changes_of(coming)] == ["lines", "expected_at"]
    assert stock_differences() == (3, [])


def test_what_is_cancelled_is_no_longer_on_its_way(anna, coming):
    for _ in range(2):
        cancel_replenishment(replenishment=coming, by=anna, at=LATER, why="sold out here")

    assert levels() == {"MUG": [0, 0, 0], "LAMP": [0, 0, 0]}
    [change] = changes_of(coming)
    assert (change.new, change.note) == ("cancelled", "sold out here")
    assert stock_differences() == (2, [])


def test_once_something_has_come_only_the_day_of_the_rest_may_move(anna, wei, goods, coming):
    receive(coming, wei, MUG=(1, 0))
    before = booked()

    with pytest.raises(WrongState):
        cancel_replenishment(replenishment=coming, by=anna, at=LATER)
    with pytest.raises(WrongState):
        correct_replenishment(replenishment=coming, lines={goods["MUG"]: 1}, by=anna, at=LATER)
    assert booked() == before

    day = NOON + timedelta(days=5)
    expect_replenishment(replenishment=coming, expected_at=day, by=anna, at=LATER)
    close_replenishment(replenishment=coming, by=wei, at=LATER)
    assert Replenishment.objects.get().expected_at == day
    with pytest.raises(WrongState):
        expect_replenishment(replenishment=coming, expected_at=NOON, by=anna, at=LATER)


def test_a_seller_neither_receives_nor_closes(anna, coming):
    before = booked()

    for action in (
        lambda: receive(coming, anna, MUG=(1, 0)),
        lambda: close_replenishment(replenishment=coming, by=anna, at=LATER),
    ):
        with pytest.raises(NotAllowed):
            action()

    assert booked() == before


def test_a_number_is_announced_once_and_can_stand_in_its_address(anna, goods, coming):
    with pytest.raises(Duplicate):
        announce(anna, {goods["MUG"]: 1})
    with pytest.raises(BadInput):
        announce(anna, {goods["MUG"]: 1}, number="R/1")

    assert Replenishment.objects.count() == 1


def test_what_comes_and_when_are_changed_together(coming, anna, goods):
    change_replenishment(
        replenishment=coming, lines={goods["MUG"]: 3}, expected_at=LATER, by=anna, at=NOON
    )

    coming.refresh_from_db()
    assert coming.expected_at == LATER
    assert dict(coming.lines.values_list("product_id", "expected")) == {goods["MUG"]: 3}
    assert levels()["MUG"] == [0, 0, 3]


def test_where_the_goods_can_no_longer_change_the_day_stays_too(coming, anna, wei, goods):
    receive(coming, wei, MUG=(1, 0))
    before = booked()

    with pytest.raises(WrongState):
        change_replenishment(
            replenishment=coming, lines={goods["MUG"]: 3}, expected_at=LATER, by=anna, at=NOON
        )

    assert booked() == before
