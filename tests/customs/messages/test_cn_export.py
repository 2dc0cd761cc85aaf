"""Export lists for China's customs (china_air.md 2.3)."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from customs.messages.cn_export import Channel, Goods, Listing, Party, build
from shipments.partner_xml import text_of
from tests.customs.messages.schema import complaints
from tests.shared_data import shared_file

GUID = "B37C7E9E-6BA1-5ED0-A97D-D790976B5E21"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CARRIER = Party("91230199MA0000023E", "哈尔滨示例供应链有限公司")
CHANNEL = Channel("1900", "1900", "344", CARRIER, CARRIER, "DXPENT0000000001")
SHIRTS = Goods("SKU-0001", "棉制针织T恤衫", "610910", 2, Decimal("59.00"), 360)
LISTING = Listing(
    guid=GUID,
    cop_number="C000000000001",
    order_number="ORD1",
    parcel_number="LE000000014CN",
    platform=Party("91330110MA00000312", "示例平台"),
    seller=Party("1105910159", "示例电商"),
    goods=[SHIRTS],
    gross_grams=420,
    leaves_on=date(2026, 11, 24),
    freight=Decimal("32.00"),
    mawb="262-10000012",
    flight="U6999",
    bag="BAG0001",
)


def built(*listings: Listing) -> etree._Element:
    return etree.fromstring(build(listings, CHANNEL, guid=GUID, at=NOON))


def test_a_list_follows_the_authoritys_schema():
    early = replace(LISTING, mawb="", flight="", bag="")

    assert complaints(build([LISTING, early], CHANNEL, guid=GUID, at=NOON)) == []


def test_the_schema_finds_fault_where_there_is_one():
    assert complaints(build([replace(LISTING, guid="short")], CHANNEL, guid=GUID, at=NOON))


def test_a_list_has_the_same_fields_in_the_same_order_as_the_worked_example():
    example = etree.fromstring(shared_file("domain/ceb_examples/CEB603Message.xml").read_bytes())

    assert [node.tag for node in built(LISTING).iter()] == [node.tag for node in example.iter()]


def test_numbers_are_written_as_the_customs_wants_them():
    [inventory] = built(LISTING).iterfind("{*}Inventory")

    assert text_of(inventory, "InventoryHead", "appTime") == "20261123120000"
    assert text_of(inventory, "InventoryHead", "billNo") == "26210000012"
    assert text_of(inventory, "InventoryHead", "grossWeight") == "0.42"
    assert text_of(inventory, "InventoryHead", "fCurrency") == "142"
    assert text_of(inventory, "InventoryList", "gcode") == "6109100000"
    assert text_of(inventory, "InventoryList", "totalPrice") == "118"


@pytest.mark.parametrize("count", [0, 101])
def test_a_message_holds_one_to_a_hundred_lists(count):
    with pytest.raises(ValueError, match="1 to 100"):
        build([LISTING] * count, CHANNEL, guid=GUID, at=NOON)


def test_a_list_without_goods_is_not_built():
    with pytest.raises(ValueError, match="holds no goods"):
        built(replace(LISTING, goods=[]))


def test_a_code_that_is_none_is_not_sent():
    with pytest.raises(ValueError, match="goods code"):
        built(replace(LISTING, goods=[replace(SHIRTS, code="shirt")]))


def test_naughty_names_are_written_and_still_follow_the_schema():
    words = json.loads(shared_file("data/bad_inputs/blns.json").read_text())
    goods = [replace(SHIRTS, name=word, model=word) for word in words[:100]]

    message = build([replace(LISTING, goods=goods)], CHANNEL, guid=GUID, at=NOON)

    assert complaints(message) == []
