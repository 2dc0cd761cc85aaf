"""What people of this trade suffered from: their files are read rightly or refused in words."""

import pytest

from shipments.errors import BadInput
from tests.shared_data import shared_file
from tests.shipments.imports.reads import Read, lines_of, read_orders


def read(name: str) -> Read:
    return read_orders(shared_file(f"data/field_cases/{name}").read_bytes())


@pytest.mark.parametrize(
    ("name", "taken", "said"),
    [
        ("p01-refunded-order-is-not-shipped.shopify.csv", [], "given back"),
        ("p02-line-without-sku-is-not-dropped-in-silence.shopify.csv", [], "Engraved plate"),
        ("p05-already-shipped-elsewhere.shopify.csv", [], "shipped already"),
        ("p07-numbers-damaged-by-a-spreadsheet.plain.csv", [], "damaged by a spreadsheet"),
        ("p08-one-number-two-buyers.plain.csv", [], "Not the same as in line 2"),
        ("p11-thousands-are-not-decimals.plain.csv", ["BH1103"], "two decimals at most"),
        (
            "p12-dates-of-other-habits.plain.csv", ["BH1201", "BH1204", "BH1205"],
            "may be one of two days",
        ),
        ("o01-unknown-status-is-not-paid.woocommerce.csv", ["5101", "5102"], "'trash'"),
        ("o06-a-row-longer-than-its-header.shopify.csv", [], "more cells (58)"),
        ("o08i-year-one.plain.csv", ["BH74ok0001"], "out of range"),
        ("p22-refused-rows-come-back-unchanged.plain.csv", [], "from 1"),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused_and_the_rest_is_taken(name, taken, said):
    found = read(name)

    assert list(found.orders) == taken
    assert said in found.why()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("p03-same-sku-on-two-lines-is-one-order.shopify.csv", [("BH-A", 3, "500.00", "0.00")]),
        (
            "p04-discount-lowers-what-the-buyer-paid.shopify.csv",
            [("BH-B", 1, "12000.00", "0.00")],
        ),
        (
            "p09-merged-order-number-over-two-lines.plain.xlsx",
            [("BH-A", 1, "1500.00", "0.00"), ("BH-B", 1, "3000.00", "0.00")],
        ),
        ("p10-title-above-the-header.plain.xlsx", [("BH-A", 1, "1500.00", "0.00")]),
        (
            "p16-separator-inside-a-name.woocommerce.csv",
            [("BH-A", 1, "1500.00", "0.00"), ("BH-B", 1, "3000.00", "0.00")],
        ),
        ("p19-sep-line-of-excel.plain.csv", [("BH-A", 1, "1500.00", "0.00")]),
        ("p22b-the-corrected-errors-file.plain.csv", [("-BH-M", 1, "1500.00", "0.00")]),
        (
            "p26-windows-1251-semicolon-comma-money.plain.csv",
            [("BH-A", 1, "1500.50", "0.00")],
        ),
        ("p28-real-dates-and-numbers.plain.xlsx", [("BH-A", 1, "1500.50", "0.00")]),
        ("o02-data-on-the-second-sheet.plain.xlsx", [("BH-A", 1, "1500.00", "0.00")]),
    ],
)
def test_the_first_order_of_a_file_has_its_goods(name, lines):
    found = read(name)

    assert found.faults == []
    assert lines_of(next(iter(found.orders.values()))) == lines


def test_an_open_quote_is_told_with_its_line():
    with pytest.raises(BadInput, match="Line 2: a quote is not closed"):
        read("o05-an-open-quote-does-not-swallow-the-file.plain.csv")


def test_five_spellings_of_a_number_are_one_order():
    assert list(read("o07-one-order-under-two-spellings.plain.csv").orders) == ["9007301"]


def test_the_second_line_of_the_address_is_kept():
    [order] = read("p15-second-address-line-is-kept.woocommerce.csv").orders.values()

    assert order.street == "ул. Малышева, д. 10, корп. 2, кв. 345, домофон 77"


def test_phones_are_read_as_people_write_them():
    found = read("p17-phones-as-people-write-them.plain.csv")

    assert found.where() == [(4, "buyer_phone")]
    assert {number: order.buyer.phone for number, order in found.orders.items()} == {
        "BH1701": "+79430001701", "BH1702": "+79430001702", "BH1704": "+79430001704",
        "BH1705": "+79430001705", "BH1706": "нет", "BH1707": "+79430001707",
    }  # fmt: skip


def test_broken_formulas_of_a_receiver_are_gaps_for_a_person():
    [order] = read("o09-broken-formulas.plain.xlsx").orders.values()

    assert (order.buyer.name, order.buyer.phone, order.street) == ("#REF!", "#N/A", "#NAME?")


def test_spaces_of_the_web_change_nothing():
    orders = read("p23-spaces-of-the-web.plain.csv").orders

    assert len(orders) == 7
    assert {order.lines[0].sku for order in orders.values()} == {"BH-A"}
    assert {order.postal_code for order in orders.values()} == {"620014"}


def test_a_next_export_tells_what_changed():
    orders = read("p06b-next-export-cancelled-paid-and-new-address.shopify.csv").orders

    assert orders["#BH0601"].cancelled_at is not None
    assert orders["#BH0602"].paid_at is not None
    assert orders["#BH0603"].city == "Тюмень"


def test_receivers_of_one_e_mail_stay_two():
    found = read("p14-same-email-other-person.plain.csv").orders

    assert len({order.buyer.name for order in found.values()}) == 2
