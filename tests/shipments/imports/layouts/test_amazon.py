"""Amazon's report of orders is known without a hand."""

import json
from decimal import Decimal

import pytest

from shipments.imports.layouts.registry import layout_of
from tests.shared_data import shared_file
from tests.shipments.imports.reads import AMAZON, lines_of, read_orders, total_of, written


def read(*rows: dict[str, str]):
    return read_orders(written(rows, "\t"))


def test_items_of_an_order_are_its_lines():
    second = AMAZON | {
        "sku": "LAMP",
        "quantity-purchased": "1",
        "item-price": "500.00",
        "item-tax": "50.00",
        "shipping-price": "",
    }
    order = read(AMAZON, second).orders["701-1"]

    assert lines_of(order) == [("MUG", 2, "1500.00", "150.00"), ("LAMP", 1, "550.00", "0.00")]
    assert total_of(order) == Decimal("3700.00")
    assert (order.street, order.buyer.phone) == ("ул. Примерная, д. 1, кв. 5", "+79430000081")


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"currency": "USD"}, "currency"),
        ({"ship-country": "US"}, "ship-country"),
        ({"item-price": ""}, "item-price"),
        ({"sku": ""}, "sku"),
        ({"quantity-shipped": "2"}, "quantity-shipped"),
        ({"quantity-shipped": "1"}, "quantity-shipped"),
        ({"is-buyer-requested-cancellation": "true"}, "is-buyer-requested-cancellation"),
    ],
)
def test_what_is_not_ours_to_ship_is_refused_by_its_column(changes, column):
    found = read(AMAZON | changes)

    assert (found.orders, found.where()) == ({}, [(2, column)])


def test_digits_of_two_people_do_not_meet_in_an_order():
    found = read(AMAZON | {"passport_number": "111111"}, AMAZON | {"passport_number": "222222"})

    assert (found.orders, found.where()) == ({}, [(3, "passport_number")])


def test_a_promotion_lowers_what_was_paid():
    order = read(AMAZON | {"item-promotion-discount": "1000.00"}).orders["701-1"]

    assert lines_of(order) == [("MUG", 2, "1000.00", "150.00")]


def test_the_heads_of_its_reports_are_known():
    heads = json.loads(shared_file("data/marketplaces/headers.json").read_text())
    for name in ("amazon_new_orders_report", "amazon_unshipped_orders_report"):
        assert layout_of(heads[name]["header"].split("\t")).name == "amazon"
