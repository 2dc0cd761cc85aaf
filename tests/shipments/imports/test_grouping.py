"""Rows of one order, and rows that cannot be one."""

import pytest

from tests.shipments.imports.books import sheet
from tests.shipments.imports.reads import (
    ALI,
    FURTHER,
    PLAIN,
    SHOPIFY,
    WOO,
    lines_of,
    read_orders,
    written,
)


def test_rows_of_one_number_are_one_order_though_they_stand_apart():
    read = read_orders(written([PLAIN, PLAIN | {"order_number": "A-2"}, PLAIN | {"sku": "LAMP"}]))

    assert [lines_of(order)[-1][0] for order in read.orders.values()] == ["LAMP", "MUG"]
    assert read.faults == []


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("buyer_name", "Кузнецов Игорь"),
        ("buyer_phone", "+79430000099"),
        ("street", "ул. Иная"),
        ("buyer_email", "boris@example.com"),
        ("postal_code", "630005"),
        ("city", "Омск"),
        ("paid_at", ""),
        ("ordered_at", "2026-11-21T10:00:00+08:00"),
        ("note", "заказ отменён"),
        ("buyer_name", ""),
    ],
)
def test_rows_of_one_number_that_say_two_things_are_refused_whole(column, other):
    read = read_orders(written([PLAIN, PLAIN | {"sku": "LAMP", column: other}]))

    assert (read.orders, read.where()) == ({}, [(3, column)])
    assert "line 2" in read.why()


def test_a_further_row_may_name_nothing_but_the_number_and_its_goods():
    further = {name: PLAIN[name] for name in ("order_number", "seller_code", "quantity")}
    read = read_orders(written([PLAIN, {**further, "sku": "LAMP", "unit_price": "10.00"}]))

    assert len(read.orders["A-1"].lines) == 2


def test_spaces_and_case_make_no_two_people():
    other = {"buyer_name": "Петрова  Анна ильинична\u200b", "sku": "LAMP"}

    assert len(read_orders(written([PLAIN, PLAIN | other])).orders) == 1


def test_a_number_damaged_by_a_spreadsheet_is_refused_in_every_row():
    number = {"order_number": "8.19E+15"}
    read = read_orders(written([PLAIN | number, PLAIN | number | {"buyer_name": "Иной"}, PLAIN]))

    assert read.where() == [(2, "order_number"), (3, "order_number")]
    assert "damaged" in read.why()
    assert list(read.orders) == ["A-1"]


def test_five_spellings_of_a_number_are_one_order():
    spellings = ["9007301", "9007301.0", "'9007301", '="9007301"', "9007301\u200b"]
    read = read_orders(
        written([PLAIN | {"order_number": one, "sku": f"S{n}"} for n, one in enumerate(spellings)])
    )

    assert len(read.orders["9007301"].lines) == 5


def test_one_number_of_two_sellers_is_two_orders():
    rows = [PLAIN, PLAIN | {"seller_code": "S002", "buyer_name": "Кузнецов"}]
    content = written([row | {"order_number": f"A-{n}"} for n, row in enumerate(rows)])
    same = written(rows)

    assert len(read_orders(content, seller=None).orders) == 2
    with pytest.raises(AssertionError):  # the reader of the tests keeps orders by number
        read_orders(same, seller=None)


def test_a_number_that_only_some_rows_give_a_seller_is_refused():
    read = read_orders(written([PLAIN, PLAIN | {"seller_code": "", "sku": "LAMP"}]))

    assert (read.orders, read.where()) == ({}, [(2, "seller_code"), (3, "seller_code")])


def test_a_row_without_a_number_takes_the_order_above_with_it():
    read = read_orders(
        written([PLAIN, PLAIN | {"order_number": "A-2"}, {"sku": "LAMP", "quantity": "1"}])
    )

    assert list(read.orders) == ["A-1"]
    assert read.where() == [(3, "order_number"), (4, "order_number")]


def test_a_row_without_a_number_takes_no_order_with_it_that_is_one_row():
    read = read_orders(written([WOO, WOO | {"order_number": "", "order_id": ""}]))

    assert (list(read.orders), read.where()) == (["1501"], [(3, "order_number")])


def test_shopify_leaves_order_fields_to_the_first_row():
    further = FURTHER | {"Lineitem sku": "LAMP"}
    read = read_orders(written([SHOPIFY | {"Subtotal": "", "Total": ""}, further]))

    assert len(read.orders["#1"].lines) == 2


def test_shopify_rows_of_two_people_are_refused():
    read = read_orders(written([SHOPIFY, FURTHER | {"Shipping Name": "Кузнецов Игорь"}]))

    assert read.where() == [(3, "Shipping Name")]


@pytest.mark.parametrize(("row", "column", "line"), [(ALI, "订单号", 3), (WOO, "order_number", 2)])
def test_a_second_row_of_an_order_that_is_one_row_is_refused(row, column, line):
    read = read_orders(written([row, row]))

    assert (read.orders, read.where()) == ({}, [(line, column)])
    assert "lines" in read.why()


def test_a_row_longer_than_its_head_refuses_its_order_and_no_other():
    lines = written([PLAIN, PLAIN | {"order_number": "A-2"}]).decode().splitlines()
    lines[1] = lines[1].replace('"ул. Примерная, д. 1"', "ул. Примерная, д. 1")
    read = read_orders("\n".join(lines).encode())

    assert (list(read.orders), read.where()) == (["A-2"], [(2, "")])


def test_a_row_shorter_than_its_head_refuses_its_order():
    content = written([PLAIN, PLAIN | {"sku": "LAMP"}]).decode().rstrip().removesuffix(",")

    assert read_orders(content.encode()).where() == [(3, "")]


@pytest.mark.parametrize(("column", "taken"), [("order_number", 1), ("shipping_fee", 0)])
def test_a_merged_cell_names_an_order_but_is_no_sum_of_each_row(column, taken):
    rows = [PLAIN, PLAIN | {"sku": "LAMP"}]
    at = "ABCDEFGHIJKLMNOPQ"[list(PLAIN).index(column)]
    content = sheet(tuple(PLAIN), *(tuple(row.values()) for row in rows), merged=f"{at}2:{at}3")
    read = read_orders(content)

    assert len(read.orders) == taken
    assert read.where() == ([] if taken else [(3, column)])
