"""WooCommerce: statuses with and without wc-, names with separators, discounts."""

from decimal import Decimal

import pytest

from tests.shipments.imports.reads import WOO, lines_of, read_orders, total_of, written


def order_of(**changes: str):
    read = read_orders(written([WOO | changes]))
    assert read.faults == []
    return read.orders["1501"]


def refusal_of(**changes: str):
    read = read_orders(written([WOO | changes]))
    assert read.orders == {}
    return read


@pytest.mark.parametrize("status", ["processing", "wc-processing", "Processing"])
def test_an_order_in_processing_is_paid(status):
    assert order_of(status=status).paid_at is not None


@pytest.mark.parametrize("status", ["pending", "wc-pending", "on-hold", "wc-on-hold", "failed"])
def test_an_order_that_waits_for_money_is_unpaid(status):
    assert order_of(status=status).paid_at is None


@pytest.mark.parametrize("status", ["cancelled", "wc-cancelled"])
def test_a_cancelled_order_is_cancelled(status):
    assert order_of(status=status).cancelled_at is not None


@pytest.mark.parametrize(
    "status",
    [
        "completed",
        "wc-completed",
        "refunded",
        "wc-refunded",
        "trash",
        "checkout-draft",
        "shipped",
        "wc-shipped",
        "draft",
        "",
        "awaiting-shipment",
        "оплачен",
    ],
)
def test_every_other_status_is_refused_by_name(status):
    read = refusal_of(status=status)

    assert read.where() == [(2, "status")]
    assert f"'{status}'" in read.why()


def test_both_lines_of_the_street_are_kept():
    order = order_of(shipping_address_2="корп. 2, кв. 345")

    assert order.street == "ул. Примерная, д. 1, корп. 2, кв. 345"


@pytest.mark.parametrize(
    "name", ["Mug; blue", "Cable 5|6 m", "Ratio 16:9", "a;b|c:d", "Mug;blue|red", "total: 5; id 7"]
)
def test_a_separator_within_a_name_is_no_separator(name):
    items = f"name:{name}|sku:MUG|quantity:2|total:1000.00;name:Lamp|sku:LAMP|quantity:1|total:5.00"

    assert lines_of(order_of(line_items=items)) == [
        ("MUG", 2, "500.00", "0.00"),
        ("LAMP", 1, "5.00", "0.00"),
    ]


@pytest.mark.parametrize(
    "items",
    [
        "name:Mug|quantity:1|total:1500.00",
        "name:Mug|sku:|quantity:1|total:1500.00",
        "name:Mug|sku:MUG|quantity:1.5|total:1500.00",
        "name:Mug|sku:MUG|quantity:0|total:0",
        "name:Mug|sku:MUG|quantity:1",
        "name:Mug|sku:MUG|quantity:1|total:1,500",
        "",
        "name:Mug|sku:MUG|sku:B|quantity:1|total:1500.00",
        "Mug x 1",
        "name:Mug|sku:MUG|quantity:2|total:1500.00|refunded:1",
        "name:Mug|sku:8.19E+15|quantity:1|total:1500.00",
        "name:Mug|sku:MUG|quantity:1|total:1500.00;name:Gift wrap|quantity:1|total:100.00",
    ],
)
def test_an_item_that_is_not_read_refuses_the_order(items):
    assert refusal_of(line_items=items).where() == [(2, "line_items")]


def test_every_bad_item_is_told():
    assert len(refusal_of(line_items="name:A|sku:|quantity:1;name:B|sku:B|quantity:x").faults) == 2


def test_one_sku_in_two_items_is_one_line():
    items = "name:A|sku:A|quantity:2|total:100.00;name:A|sku:A|quantity:1|total:0.00"

    assert lines_of(order_of(line_items=items)) == [("A", 3, "33.33", "0.01")]


def test_a_sum_that_does_not_divide_stays_exact():
    order = order_of(line_items="name:A|sku:A|quantity:3|total:100.00", shipping_total="90.00")

    assert lines_of(order) == [("A", 3, "33.33", "90.01")]


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({"cart_discount": "100.00", "order_total": "1500.00"}, "1500.00"),
        ({"order_discount": "100.00", "order_total": "1400.00"}, "1400.00"),
        ({"tax_total": "150.00", "order_total": "1650.00"}, "1650.00"),
        ({"tax_total": "150.00", "order_total": "1500.00"}, "1500.00"),
        ({"fee_total": "50.00", "shipping_total": "90.00", "order_total": "1640.00"}, "1640.00"),
        ({"shipping_total": "90.00", "shipping_tax_total": "10.00"}, "1600.00"),
    ],
)
def test_what_was_paid_is_the_order_s_total(changes, total):
    assert total_of(order_of(**changes)) == Decimal(total)


@pytest.mark.parametrize(
    "changes",
    [
        {"order_total": "1400.00"},
        {"cart_discount": "100.00"},
        {"tax_total": "10.00"},
        {"order_discount": "2000.00", "order_total": "0.00"},
    ],
)
def test_a_total_that_is_not_explained_is_refused(changes):
    assert refusal_of(**changes).where() == [(2, "order_total")]


def test_another_currency_and_country_are_refused():
    assert refusal_of(currency="USD").where() == [(2, "currency")]
    assert refusal_of(shipping_country="KZ").where() == [(2, "shipping_country")]
