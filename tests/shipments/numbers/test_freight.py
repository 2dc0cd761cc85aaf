"""Waybills and unit load devices (china_air.md 4.1, 4.5)."""

import pytest

from shipments.numbers.freight import make_mawb, next_mawbs, valid_mawb, valid_uld
from tests.shared_data import check_digits


def is_mawb(text: str) -> bool:
    try:
        valid_mawb(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "mawb"),
    [
        ("262-10000012", "262-10000012"),
        ("26210000012", "262-10000012"),
        (" 262 1000 0012 ", "262-10000012"),
        ("921-10667893", "921-10667893"),
        ("78444192956", "784-44192956"),
    ],
)
def test_a_waybill_is_written_one_way(text, mawb):
    assert valid_mawb(text) == mawb


@pytest.mark.parametrize("text", ["", "262-10000013", "262-1000001", "26A-10000012", "١٢٣12345675"])
def test_a_false_waybill_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_mawb(text)


def test_public_vectors_of_waybills_agree():
    assert [n for n, valid in check_digits("awb") if is_mawb(n) != valid] == []


def test_the_next_waybills_follow_the_serial():
    assert next_mawbs("262-10000012", 3) == ["262-10000023", "262-10000034", "262-10000045"]


def test_a_stock_ends_at_its_last_serial():
    with pytest.raises(ValueError, match="seven digits"):
        next_mawbs(make_mawb("262", 9_999_999), 1)


@pytest.mark.parametrize("text", ["PMC01234U6", "pmc 01234 u6", "PMC01234U6-M"])
def test_a_unit_load_device_is_written_one_way(text):
    assert valid_uld(text) == "PMC01234U6"


@pytest.mark.parametrize("text", ["", "PMC", "1MC01234U6", "PMC012345U6", "PMC0U6"])
def test_a_false_unit_load_device_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_uld(text)


def test_public_vectors_of_unit_load_devices_agree():
    for number, _ in check_digits("uld"):
        assert valid_uld(number) == number
