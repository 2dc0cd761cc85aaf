"""The express registry (russia.md 2.1)."""

import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO

from lxml import etree

from customs.messages.ru_registry import Item, Recipient, Registry, Waybill, write
from shipments.partner_xml import Element, text_of

DAY = date(2026, 11, 23)
REGISTRY = Registry(
    "0461FCD1-27A9-5DC3-9045-21E8B172DC2A", "262-10000012", DAY, "Отправитель", "Брокер"
)
ANNA = Recipient(
    "Иванова Анна Петровна", "500100732259", "4509 123456", DAY, "+79121234567", "anna@example.ru"
)
SHIRT = Item(
    "Футболка", "6109100000", 2, 400, Decimal("118.00"), "CNY", Decimal("1448.80"), "https://x/1"
)


def waybill(number: int = 1, **more) -> Waybill:
    values = {"sender": "Seller", "recipient": ANNA, "items": [SHIRT]} | more
    return Waybill(f"LV{number:08d}8CN", DAY, **values)


def written(*waybills: Waybill) -> Element:
    out = BytesIO()
    write(REGISTRY, waybills, out)
    return etree.fromstring(out.getvalue())


def test_a_registry_says_what_kind_it_is():
    root = written(waybill())

    assert etree.QName(root).localname == "ExpressCargoDeclaration"
    assert (text_of(root, "DocType"), text_of(root, "ExpressRegistryKindCode")) == ("0", "ПТДЭГ")


def test_a_waybill_has_its_papers_and_its_recipient():
    [house] = written(waybill()).iterfind(".//{*}HouseShipment")

    assert text_of(house, "ObjectOrdinal") == "1"
    assert text_of(house, "TransportDocumentDetails", "PrDocumentNumber") == "262-10000012"
    assert text_of(house, "HouseWaybillDetails", "DocKindCode") == "02021"
    assert text_of(house, "ConsigneeDetails", "OrganizationName") == "Иванова Анна Петровна"
    assert text_of(house, "ConsigneeDetails", "RFOrganizationFeatures", "INN") == "500100732259"
    assert text_of(house, "ConsigneeDetails", "IdentityCard", "IdentityCardSeries") == "4509"


def test_goods_have_their_value_twice_and_their_page():
    [item] = written(waybill()).iterfind(".//{*}GoodsItemDetails")
    values = [text_of(node, "CurrencyQuantity") for node in item.iterfind("{*}CAValueAmount")]

    assert values == ["118", "1448.8"]
    assert text_of(item, "GrossWeightQuantity", "GoodsQuantity") == "0.4"
    assert text_of(item, "URLGood") == "https://x/1"


def test_what_a_buyer_has_not_given_is_left_out():
    root = written(waybill(recipient=Recipient("Цой")))

    assert root.find(".//{*}IdentityCard") is None
    assert root.find(".//{*}INN") is None


def test_the_sums_stand_at_the_end():
    out = BytesIO()
    totals = write(REGISTRY, [waybill(1), waybill(2)], out)
    shipment = etree.fromstring(out.getvalue()).find("{*}GoodsShipment")

    assert (totals.waybills, totals.grams, totals.value_rub) == (2, 800, Decimal("2897.60"))
    assert text_of(shipment, "UnifiedGrossWeightQuantity", "GoodsQuantity") == "0.8"
    assert text_of(shipment, "CAValueAmount", "CurrencyQuantity") == "2897.6"


def test_a_name_with_a_naughty_character_is_written():
    root = written(waybill(sender="a\x00\x0b<b>&\ud800"))

    assert (
        text_of(root, "GoodsShipment", "HouseShipment", "ConsignorDetails", "OrganizationName")
        == "a<b>&"
    )


class Counter:
    """A file that only counts."""

    size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)


def many(count: int) -> Iterator[Waybill]:
    return (waybill(number) for number in range(count))


def test_memory_does_not_grow_with_the_waybills():
    out = Counter()
    tracemalloc.start()
    write(REGISTRY, many(1_000), out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert out.size > 2_000_000
    assert peak < 1_000_000
