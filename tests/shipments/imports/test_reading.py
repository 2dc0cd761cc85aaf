"""Cells of a row: exactly what is written, or a fault with line and column."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipments.imports.cleaning import Unread
from shipments.imports.reading import Cells, phone, read_amount, read_pieces
from shipments.imports.table import Row
from tests.shipments.imports.reads import HARBIN


def cells(**values: str) -> Cells:
    return Cells(Row(7, values), HARBIN)


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("1 234,56", "1234.56"),
        ("1500", "1500"),
        ("1500.5", "1500.5"),
        ("1\u00a0500,00", "1500"),
        ("１５００", "1500"),
        ("1500.00\u200b", "1500"),
        ("'1500.00", "1500"),
        ('="1500.00"', "1500"),
        ("0", "0"),
        ("0,35", "0.35"),
        ("12 345 678.90", "12345678.90"),
    ],
)
def test_a_sum_is_read_to_the_kopeck(text, sum_):
    assert read_amount(text) == Decimal(sum_)


@pytest.mark.parametrize(
    "text",
    [
        "1,234",
        "12,345",
        "12.345",
        "1.355,90",
        "1,234.00",
        "1'234.00",
        "1e3",
        "1_000",
        "-5",
        "+5",
        "−5",
        "--",
        "NaN",
        "inf",
        "1500 ₽",
        "1500 руб.",
        "US $5",
        "1 23",
        "1,2,3",
        "",
        " ",
        "½",
        "10.005",
        "0.001",
        "99999999999",
        "5%",
        "(5)",
        "١٢",
        "1500.",
        ".5",
        "1/2",
        "0x10",
        "100000000000000000000000000000",
        "#REF!",
    ],
)
def test_what_is_not_exactly_a_sum_is_refused(text):
    with pytest.raises(Unread):
        read_amount(text)


@given(st.text(max_size=12))
def test_no_text_is_rounded_cut_or_breaks_the_reading(text):
    try:
        found = read_amount(text)
    except Unread:
        return
    assert found == found.quantize(Decimal("0.01"))
    assert found >= 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("1.0", 1),
        ("2,0", 2),
        ("２", 2),
        ("35.00", 35),
        ("1 200", 1200),
        ("'3", 3),
    ],
)
def test_a_whole_number_is_read_where_it_is_exactly_whole(text, number):
    assert read_pieces(text) == number


@pytest.mark.parametrize(
    "text",
    ["1.5", "0,35", "1,200", "1,000", "1.000", "-1", "", "2 шт", "1e3", "1_0", "½", "1.05", "0"],
)
def test_a_number_that_may_not_be_whole_is_refused(text):
    with pytest.raises(Unread):
        read_pieces(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+7 (943) 000-17-01 доб. 123", "+79430001701"),
        ("8 943 000 17 02, 8 943 000 17 03", "+79430001702"),
        ("8 (943) 000-17-01 доб. 12; +7 943 000 17 02", "+79430001701"),
        ("тел. 8-943-000-17-01", "+79430001701"),
        ("＋７９４３０００１７０５", "+79430001705"),
        ("79430001704.0", "+79430001704"),
        ("'+79430001704", "+79430001704"),
        ("9430001704", "+79430001704"),
        ("+7\u00a0943 000\u201117\u201107".replace("\u2011", "-"), "+79430001707"),
        ("+7 (343) 000-17-01", "+73430001701"),
        ("+79430001701", "+79430001701"),
    ],
)
def test_the_first_phone_of_a_cell_is_read(text, number):
    assert phone(text) == number


@pytest.mark.parametrize(
    "text", ["нет", "+44 20 7946 0958", "794300017011", "+8 943 000 17 01", "12345", "7943000170"]
)
def test_what_is_no_russian_phone_stays_as_typed(text):
    assert phone(text) == text


def test_a_phone_damaged_by_a_spreadsheet_stays_as_typed_for_a_person():
    row = cells(tel="7.943E+10")

    assert (row.phone("tel"), row.faults) == ("7.943E+10", [])


def test_nothing_is_cut():
    row = cells(tel="x" * 101, street="y" * 251, index="1" * 21)

    row.phone("tel"), row.text("street", 250), row.index("index")

    assert [fault.column for fault in row.faults] == ["tel", "street", "index"]


@pytest.mark.parametrize(
    "typed", ["620014", "'620014", "RU-620014", "620 014", "６２００１４", "620014.0", "РФ 620014"]
)
def test_a_postal_code_is_its_digits(typed):
    assert cells(index=typed).index("index") == "620014"


def test_every_fault_of_a_row_is_told():
    row = cells(a="1,234", b="yesterday", c="1.5", d="8.19E+15", e="USD")

    row.amount("a"), row.moment("b"), row.pieces("c"), row.number("d", 60), row.roubles("e")

    assert [fault.column for fault in row.faults] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("country", ["BR", "Kazakhstan", "Беларусь", "CN"])
def test_another_country_is_refused(country):
    row = cells(country=country)

    row.russia("country")

    assert "Russia only" in row.faults[0].reason


@pytest.mark.parametrize("country", ["", "RU", "ru", "Russian Federation", "Россия", "俄罗斯"])
def test_russia_is_known_by_its_names(country):
    row = cells(country=country)

    row.russia("country")

    assert row.faults == []
