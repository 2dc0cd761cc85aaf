"""Numbers of sellers' own that can stand in addresses."""

import pytest

from shipments.numbers.own import can_stand_in_address


@pytest.mark.parametrize("number", ["A-1", "#1001", "12345-0001-1", "订单 7", "50%", "a?b", "№5"])
def test_what_sellers_write_can_stand_in_an_address(number):
    assert can_stand_in_address(number)


@pytest.mark.parametrize(
    "number", ["", " ", " A", "A/1", "A\n1", "A\x00", "\u202e1", ".", "..", "bulk"]
)
def test_what_leads_elsewhere_cannot(number):
    assert not can_stand_in_address(number)
