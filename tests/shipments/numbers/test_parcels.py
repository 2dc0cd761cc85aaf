"""S10 and Russian Post numbers (russia.md 4.1)."""

from datetime import date

import pytest

from shipments.numbers.parcels import (
    is_s10,
    make_russian_post,
    make_s10,
    valid_russian_post,
    valid_s10,
)
from tests.shared_data import check_digits


@pytest.mark.parametrize(
    "number",
    [
        "RB123456785GB",
        "RD025500807SE",
        "LK035658376US",
        "LV660000018CN",
        "LO111111115CN",
        "RA100000140CN",
    ],
)
def test_a_true_postal_number_is_taken_and_made_again(number):
    assert valid_s10(number) == number
    assert make_s10(number[:2], int(number[2:10]), number[11:]) == number


@pytest.mark.parametrize(
    "number",
    ["RB123456786US", "RB123456785XX", "RR123456789EE", "", "RB12345678US", "RB١23456785GB", "\0"],
)
def test_a_false_postal_number_is_refused(number):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_s10(number)


def test_spaces_hyphens_and_small_letters_do_not_matter():
    assert valid_s10(" rb 1234 5678-5 gb\n") == "RB123456785GB"


def test_a_serial_of_nine_digits_is_refused():
    with pytest.raises(ValueError, match="eight digits"):
        make_s10("LV", 100_000_000)


def test_public_vectors_of_postal_numbers_agree():
    # One vector is false only for its small letter, which we forgive.
    wrong = [n for n, valid in check_digits("s10") if is_s10(n) != valid]

    assert [n for n in wrong if n == n.upper()] == []


@pytest.mark.parametrize("number", ["62009147017544", "14086953000628", "14102192069353"])
def test_a_true_inner_number_is_taken(number):
    assert valid_russian_post(number) == number


@pytest.mark.parametrize("number", ["45008378901234", "10725878901235", "6200914701754", "x" * 14])
def test_a_false_inner_number_is_refused(number):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_russian_post(number)


def test_public_vectors_of_inner_numbers_agree():
    for number, valid in check_digits("russian_post_14"):
        if valid:
            assert valid_russian_post(number) == number
        else:
            with pytest.raises(ValueError, match="check digit"):
                valid_russian_post(number)


def test_an_inner_number_carries_the_office_and_the_month():
    assert make_russian_post("140869", date(2012, 8, 3), 62) == "14086953000628"
    assert make_russian_post("620960", date(2000, 1, 5), 1) == "62096001000019"


def test_the_months_number_begins_again_after_ninety_nine():
    assert make_russian_post("620960", date(2008, 4, 1), 1)[6:8] == "01"
