"""Shopify: what is to be shipped, and what was paid for it."""

from decimal import Decimal

import pytest

from tests.shipments.imports.reads import (
    FURTHER,
    SHOPIFY,
    lines_of,
    read_orders,
    total_of,
    written,
)


def order_of(*rows: dict[str, str]):
    read = read_orders(written(rows))
    assert read.faults == []
    return read.orders["#1"]


def refusal_of(*rows: dict[str, str]):
    read = read_orders(written(rows))
    assert read.orders == {}
    return read


def test_a_paid_order_is_read_whole():
    order = order_of(SHOPIFY)

    assert lines_of(order) == [("MUG", 1, "1500.00", "0.00")]
    assert order.paid_at.isoformat() == "2026-11-20T10:20:00+08:00"
    assert (order.cancelled_at, order.shared_prices, order.street) == (
        None,
        False,
        "ул. Примерная, д. 1",
    )


@pytest.mark.parametrize("status", ["pending", "authorized"])
def test_an_order_that_is_not_paid_yet_is_read_as_unpaid(status):
    assert order_of(SHOPIFY | {"Financial Status": status, "Paid at": ""}).paid_at is None


@pytest.mark.parametrize(
    "status",
    ["refunded", "voided", "partially_refunded", "partially_paid", "expired", "", "оплачен", "new"],
)
def test_another_financial_status_is_refused_by_name(status):
    read = refusal_of(SHOPIFY | {"Financial Status": status})

    assert read.where() == [(2, "Financial Status")]
    assert f"'{status}'" in read.why()


@pytest.mark.parametrize(
    "changes",
    [
        {"Fulfillment Status": "fulfilled"},
        {"Fulfillment Status": "partial"},
        {"Fulfillment Status": "restocked"},
        {"Fulfillment Status": "on_hold"},
        {"Lineitem fulfillment status": "fulfilled"},
        {"Refunded Amount": "100.00"},
        {"Refunded Amount": "1500.00"},
        {"Outstanding Balance": "10.00"},
        {"Paid at": ""},
        {"Financial Status": "pending"},
        {"Currency": "USD"},
        {"Shipping Country": "BR"},
    ],
)
def test_what_is_shipped_given_back_or_doubtful_is_refused_by_its_column(changes):
    read = refusal_of(SHOPIFY | changes)

    assert {column for _, column in read.where()} & {*changes, "Paid at"}


def test_of_a_partial_order_no_line_is_taken():
    further = FURTHER | {"Lineitem sku": "LAMP", "Lineitem fulfillment status": "fulfilled"}

    assert refusal_of(SHOPIFY | {"Total": "", "Subtotal": ""}, further).where() == [
        (3, "Lineitem fulfillment status")
    ]


@pytest.mark.parametrize("status", ["paid", "refunded", "voided", "pending"])
def test_a_cancelled_order_is_cancelled_whatever_became_of_its_money(status):
    order = order_of(
        SHOPIFY
        | {
            "Financial Status": status,
            "Cancelled at": "2026-11-20 18:00:00 +0800",
            "Refunded Amount": "1500.00",
        }
    )

    assert order.cancelled_at.isoformat() == "2026-11-20T18:00:00+08:00"


def test_a_cancelled_order_that_was_shipped_is_refused():
    refusal_of(
        SHOPIFY | {"Cancelled at": "2026-11-20 18:00:00 +0800", "Fulfillment Status": "fulfilled"}
    )


@pytest.mark.parametrize("name", ["Tip", "Engraved plate (custom item)"])
def test_a_line_without_sku_refuses_the_whole_order_by_its_name(name):
    further = FURTHER | {"Lineitem sku": "", "Lineitem name": name}
    read = refusal_of(SHOPIFY | {"Subtotal": "3000.00", "Total": "3000.00"}, further)

    assert read.where() == [(3, "Lineitem sku")]
    assert name in read.why()


def test_one_sku_on_two_lines_is_one_line_to_the_kopeck():
    first = SHOPIFY | {
        "Lineitem quantity": "2",
        "Lineitem price": "50.00",
        "Subtotal": "100.00",
        "Total": "100.00",
    }
    order = order_of(first, FURTHER | {"Lineitem price": "0.00"})

    assert lines_of(order) == [("MUG", 3, "33.33", "0.01")]


def test_a_discount_of_the_order_lowers_what_was_paid():
    order = order_of(
        SHOPIFY
        | {
            "Lineitem price": "20000.00",
            "Discount Amount": "8000.00",
            "Subtotal": "12000.00",
            "Total": "12000.00",
        }
    )

    assert lines_of(order) == [("MUG", 1, "12000.00", "0.00")]
    assert order.shared_prices


def test_a_discount_is_shared_out_to_the_kopeck():
    first = SHOPIFY | {
        "Lineitem price": "100.00",
        "Discount Amount": "100.00",
        "Subtotal": "200.01",
        "Shipping": "10.00",
        "Total": "210.01",
    }
    rest = [
        FURTHER | {"Lineitem sku": "LAMP", "Lineitem price": "100.00"},
        FURTHER | {"Lineitem sku": "CUP", "Lineitem price": "100.01"},
        FURTHER | {"Lineitem sku": "GIFT", "Lineitem price": "0.00"},
    ]
    order = order_of(first, *rest)

    assert total_of(order) == Decimal("210.01")
    assert lines_of(order)[-1] == ("GIFT", 1, "0.00", "0.00")
    assert all(line.shipping_rub >= 0 for line in order.lines)


def test_a_discount_of_a_line_is_of_that_line():
    first = SHOPIFY | {"Lineitem discount": "500.00", "Subtotal": "2500.00", "Total": "2500.00"}
    order = order_of(first, FURTHER | {"Lineitem sku": "LAMP"})

    assert [line[2] for line in lines_of(order)] == ["1000.00", "1500.00"]
    assert not order.shared_prices


@pytest.mark.parametrize(
    ("order_discount", "paid"), [("500.00", "1000.00"), ("300.00", "700.00"), ("700.00", "800.00")]
)
def test_whether_the_order_s_discount_holds_the_line_s_the_total_tells(order_discount, paid):
    order = order_of(
        SHOPIFY
        | {
            "Lineitem discount": "500.00",
            "Discount Amount": order_discount,
            "Subtotal": paid,
            "Total": paid,
        }
    )

    assert total_of(order) == Decimal(paid)


def test_free_shipping_is_a_discount_of_shipping():
    order = order_of(
        SHOPIFY | {"Discount Amount": "300.00", "Shipping": "300.00", "Total": "1500.00"}
    )

    assert lines_of(order) == [("MUG", 1, "1500.00", "0.00")]


@pytest.mark.parametrize("total", ["1500.00", "1620.00"])
def test_taxes_may_be_within_the_price_or_on_top(total):
    order = order_of(SHOPIFY | {"Taxes": "120.00", "Total": total})

    assert total_of(order) == Decimal(total)


def test_a_total_that_the_lines_do_not_explain_is_refused_with_both_sums():
    read = refusal_of(SHOPIFY | {"Total": "1400.00"})

    assert read.where() == [(2, "Total")]
    assert "1500.00" in read.why()
    assert "1400.00" in read.why()


def test_a_discount_that_no_total_explains_is_refused():
    read = refusal_of(
        SHOPIFY
        | {"Discount Amount": "100.00", "Lineitem discount": "50.00", "Subtotal": "", "Total": ""}
    )

    assert "two ways" in read.why()


def test_an_order_without_sums_is_its_lines():
    assert total_of(order_of(SHOPIFY | {"Subtotal": "", "Total": "", "Shipping": "90.00"})) == 1590


def test_identity_stands_in_the_notes_and_nothing_else_is_taken_from_them():
    notes = "buyer_inn: 059813135796\npassport_series: 8269\nShipping Name: Другой"
    order = order_of(SHOPIFY | {"Note Attributes": notes})

    assert (order.buyer.inn, order.buyer.passport_series) == ("059813135796", "8269")
    assert order.buyer.name == "Петрова Анна"


def test_the_street_may_stand_in_two_lines_of_address():
    order = order_of(
        SHOPIFY
        | {"Shipping Street": "", "Shipping Address1": "ул. Мира, 5", "Shipping Address2": "кв. 7"}
    )

    assert order.street == "ул. Мира, 5, кв. 7"


def test_a_quoted_postal_code_is_whole():
    assert order_of(SHOPIFY | {"Shipping Zip": "'620014"}).postal_code == "620014"
