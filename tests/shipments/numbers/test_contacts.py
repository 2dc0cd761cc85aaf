"""Phones and postal indexes."""

import csv

import pytest

from shipments.numbers.contacts import valid_phone, valid_postal_index
from tests.shared_data import shared_file


@pytest.mark.parametrize(
    "text",
    [
        "+79121234567",
        "89121234567",
        "8 (912) 123-45-67",
        "79121234567",
        "9121234567",
        "+7 912 123 45 67",
        "tel: +7-912-123-45-67",
    ],
)
def test_a_phone_is_written_one_way(text):
    assert valid_phone(text) == "+79121234567"


def test_a_phone_of_a_town_is_taken():
    assert valid_phone("8 (343) 371-00-00") == "+73433710000"


@pytest.mark.parametrize(
    "text",
    ["", "912", "+7 701 123 45 67", "+8613812345678", "call me", "9" * 300, "\0", "+7912123"],
)
def test_what_is_no_russian_phone_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_phone(text)


@pytest.mark.parametrize("text", ["620014", " 620 014 "])
def test_an_index_is_six_digits(text):
    assert valid_postal_index(text) == "620014"


@pytest.mark.parametrize("text", ["", "62001", "6200145", "020014", "62oo14"])
def test_what_is_no_index_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_postal_index(text)


def test_the_index_of_every_russian_city_is_taken():
    with shared_file("data/geo/russian_cities.csv").open(encoding="utf-8", newline="") as lines:
        indexes = [row["postal_code"] for row in csv.DictReader(lines) if row["postal_code"]]

    assert [valid_postal_index(index) for index in indexes] == indexes
