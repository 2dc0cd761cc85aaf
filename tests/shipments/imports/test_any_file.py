"""Whatever is in a file: every row is taken or refused, and two people's data never meet."""

import random
import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shipments.errors import BadInput
from tests.shipments.imports.reads import (
    ALI,
    AMAZON,
    FURTHER,
    OZON,
    PLAIN,
    SHOPIFY,
    WOO,
    read_orders,
    total_of,
    written,
)

# Row, its number's column, and the columns that name a person.
LAYOUTS = {
    "plain": (PLAIN, "order_number", ("buyer_name", "buyer_phone", "buyer_email", "street")),
    "shopify": (SHOPIFY, "Name", ("Shipping Name", "Shipping Phone", "Email", "Shipping Street")),
    "woocommerce": (
        WOO,
        "order_number",
        ("shipping_last_name", "billing_phone", "billing_email", "shipping_address_1"),
    ),
    "ozon": (OZON, "Номер заказа", ()),
    "aliexpress": (ALI, "订单号", ("收货人名称", "手机", "地址")),
    "amazon": (
        AMAZON,
        "order-id",
        ("recipient-name", "ship-phone-number", "buyer-email", "ship-address-1"),
    ),
}
MARK = re.compile(r"person(\d)")
JUNK = [
    "",
    "0",
    "-1",
    "1,234",
    "8.19E+15",
    "NaN",
    "=cmd()",
    "'-x",
    '"',
    "#REF!",
    "\u200b",
    "٣",
    "1e9",
    "0001-01-01",
    "03/11/2026",
    "refunded",
    "Отменён",
    "trash",
    "x" * 300,
    "２",
    "1 000,50",
    "\x00",
    "a;b|c",
    "RUB",
    "USD",
]


def person(layout: str, number: int) -> dict[str, str]:
    """The row of an order whose every personal cell names this person."""
    row, key, personal = LAYOUTS[layout]
    return row | dict.fromkeys(personal, f"person{number}") | {key: f"70{number}00{number}"}


def marks(order) -> set[str]:
    told = (order.buyer.name, order.buyer.phone, order.buyer.email, order.street)
    return {mark for text in told for mark in MARK.findall(text)}


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_row_is_accounted_for_and_nobody_gets_another_s_goods(layout, seed):
    luck = random.Random(seed)
    rows = [person(layout, number) for number in range(4)]
    if layout == "shopify":
        rows.append(FURTHER | {"Name": rows[-1]["Name"], "Lineitem sku": "LAMP"})
    for _ in range(luck.randint(0, 3)):
        row = luck.choice(rows)
        row[luck.choice(list(row))] = luck.choice(JUNK)
    rows += [dict(luck.choice(rows)) for _ in range(luck.randint(0, 2))]
    luck.shuffle(rows)
    columns = list(rows[0])
    luck.shuffle(columns)
    content = written([{name: row.get(name, "") for name in columns} for row in rows])
    try:
        read = read_orders(content.replace(b"\x00", b""))
    except BadInput:
        return

    assert read.rows_taken + read.rows_refused == read.rows
    assert all(len(marks(order)) <= 1 for order in read.orders.values())
    assert all(total_of(order) >= 0 for order in read.orders.values())


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None)
@given(cut=st.integers(1, 2000))
def test_a_file_that_breaks_off_loses_no_row_in_silence(layout, cut):
    content = written([person(layout, number) for number in range(3)])[:-cut]
    try:
        read = read_orders(content)
    except BadInput:
        return

    assert all(len(marks(order)) <= 1 for order in read.orders.values())


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    with suppress(BadInput):
        read_orders(content)


@pytest.mark.parametrize("layout", sorted(LAYOUTS.keys() - {"ozon"}))
def test_two_people_under_one_number_are_refused(layout):
    _, key, _ = LAYOUTS[layout]
    read = read_orders(written([person(layout, 1), person(layout, 2) | {key: "701001"}]))

    assert (read.orders, read.rows_refused) == ({}, 2)
