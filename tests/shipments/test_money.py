"""Rounding, converting and reading of sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipments.money import convert, parse_amount, rounded


@pytest.mark.parametrize(
    ("amount", "to"),
    [("0.005", "0.01"), ("0.004", "0.00"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1", "1.00")],
)
def test_sums_are_rounded_half_up(amount, to):
    assert rounded(Decimal(amount)) == Decimal(to)


def test_a_sum_is_converted_and_rounded_once():
    assert convert(Decimal("2400"), Decimal("12.2780")) == Decimal("29467.20")
    assert convert(Decimal("15"), Decimal("95.7793")) == Decimal("1436.69")
    assert convert(Decimal("8"), Decimal("95.7793")) == Decimal("766.23")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1 234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1\u00a0234,5", "1234.5"),
        ("0", "0"),
        ("1\u202f234\u202f567,00", "1234567"),
        (" 1500.00 ", "1500"),
    ],
)
def test_a_sum_is_read_as_people_write_it(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1e9",
        "NaN",
        "Infinity",
        "1,2,3",
        "1.2.3",
        "9" * 40,
        "१२",
        "--1",
        "-3,5",
        "+3",
        "5000000000000",
        "1,234",
        "12.345",
        "1,234.56",
        "1.355,90",
        "1'234.00",
        "12 34",
        "1_000",
        "1500 ₽",
        ".5",
        "5.",
        "1 234 56",
    ],
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        parse_amount(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_sum_written_with_a_comma_reads_as_itself(amount):
    assert parse_amount(f"{amount:,}".replace(",", " ").replace(".", ",")) == amount
