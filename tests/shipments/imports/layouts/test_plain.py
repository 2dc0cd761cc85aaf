"""Our own layout: every fault of an order at once, equal goods added up."""

import pytest

from tests.shipments.imports.reads import BORIS, PLAIN, lines_of, read_orders, written


def test_all_that_is_wrong_in_an_order_is_told_at_once():
    bad = PLAIN | {"ordered_at": "yesterday", "quantity": "0", "unit_price": "1,234"}
    read = read_orders(written([bad, bad | {"sku": "", "quantity": "2"}]))

    assert read.where() == [
        (2, "ordered_at"),
        (2, "quantity"),
        (2, "unit_price"),
        (3, "sku"),
        (3, "unit_price"),
    ]


def test_one_sku_on_two_lines_is_added_up():
    read = read_orders(
        written([PLAIN | {"unit_price": "10.00", "quantity": "2"}, PLAIN | {"unit_price": "0.01"}])
    )

    assert lines_of(read.orders["A-1"]) == [("MUG", 3, "6.67", "0.00")]


def test_a_sum_of_two_prices_that_does_not_divide_stays_exact():
    read = read_orders(written([PLAIN | {"unit_price": "10.00"}, PLAIN | {"unit_price": "10.01"}]))

    assert lines_of(read.orders["A-1"]) == [("MUG", 2, "10.00", "0.01")]


def test_a_free_line_is_free():
    read = read_orders(written([PLAIN, PLAIN | {"sku": "GIFT", "unit_price": "0.00"}]))

    assert lines_of(read.orders["A-1"])[1] == ("GIFT", 1, "0.00", "0.00")


def test_an_order_without_goods_is_refused_by_its_sku_alone():
    empty = {"sku": "", "quantity": "", "unit_price": "", "shipping_fee": ""}
    read = read_orders(written([PLAIN | empty]))

    assert read.where() == [(2, "sku")]
    assert "no goods" in read.why()


@pytest.mark.parametrize("column", ["sku", "quantity", "unit_price"])
def test_a_line_that_lacks_one_of_its_cells_refuses_the_whole_order(column):
    read = read_orders(written([PLAIN, PLAIN | {"sku": "LAMP"} | {column: ""}]))

    assert (read.orders, read.where()) == ({}, [(3, column)])


def test_another_seller_s_row_is_refused():
    assert read_orders(written([PLAIN]), seller=BORIS).where() == [(2, "seller_code")]
    assert read_orders(written([PLAIN | {"seller_code": "S999"}]), seller=None).where() == [
        (2, "seller_code")
    ]


def test_an_open_day_is_read_when_somebody_says_which_comes_first():
    content = written([PLAIN | {"ordered_at": "03/11/2026 10:00"}])

    assert read_orders(content).where() == [(2, "ordered_at")]
    assert read_orders(content, day_first=True).orders["A-1"].ordered_at.month == 11
