"""Taxpayers' and firms' numbers (russia.md section 3, china_air.md section 3)."""

from collections.abc import Callable

import pytest

from shipments.numbers.companies import (
    make_inn,
    valid_customs_registration,
    valid_enterprise_code,
    valid_inn,
    valid_person_inn,
    valid_uscc,
)
from tests.shared_data import check_digits


def holds(check: Callable[[str], str], text: str) -> bool:
    try:
        check(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "number",
    [
        "500100732259",
        "781100086042",
        "526317984689",
        "660100000168",
        "665812345620",
        "540098765468",
        "7707083893",
    ],
)
def test_a_true_taxpayers_number_is_taken(number):
    assert valid_inn(number) == number
    assert make_inn(number[: 9 if len(number) == 10 else 10]) == number


@pytest.mark.parametrize(
    "number",
    ["", "123456789012", "500100732258", "500100732249", "000000000000", "0000000000", "12345"],
)
def test_a_false_taxpayers_number_is_refused(number):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_inn(number)


def test_a_firms_number_is_not_a_persons():
    with pytest.raises(ValueError, match="12 digits"):
        valid_person_inn("7707083893")


@pytest.mark.parametrize(("kind", "check"), [("inn", valid_inn), ("uscc", valid_uscc)])
def test_public_vectors_agree(kind, check):
    assert [n for n, valid in check_digits(kind) if holds(check, n) != valid] == []


@pytest.mark.parametrize(
    "number", ["91110000600037341L", "9144030071526726XG", "91330100799655058B"]
)
def test_a_true_credit_code_is_taken(number):
    assert valid_uscc(number.lower()) == number


@pytest.mark.parametrize("number", ["", "91110000600037342L", "9111000060003734IL"])
def test_a_false_credit_code_is_refused(number):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_uscc(number)


@pytest.mark.parametrize("number", ["1105910159", "430166K046"])
def test_a_customs_registration_may_hold_letters(number):
    assert valid_customs_registration(number) == number
    assert valid_enterprise_code(number) == number


@pytest.mark.parametrize("number", ["", "11059101", "A105910159", "11059-1015!"])
def test_a_false_customs_registration_is_refused(number):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_customs_registration(number)
