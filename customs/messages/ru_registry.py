"""The express registry for the Russian customs, written line by line for 80,000 waybills.

The shape is ExpressCargoDeclaration of the kind ПТДЭГ (goods for personal use): russia.md 2.1. It
holds passports and tax numbers, so it is written to the customs' file only, never to a log.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from lxml import etree

from customs.messages.ceb import kilograms, plain, writable
from customs.messages.fts import COMMON, DECLARATION, DECLARATION_COMMON, RUS_COMMON, put
from shipments.partner_xml import Element

PERSONAL, DECLARED, ELECTRONIC, IMPORT = "ПТДЭГ", "0", "ЭД", "ИМ"
# Kinds of documents by the union's classifier: master and individual waybill of express goods.
MASTER_WAYBILL, HOUSE_WAYBILL = "02020", "02021"
PASSPORT = "RU01001"
KILOGRAM, PIECE = ("КГ", "166"), ("ШТ", "796")
NAMESPACES = {
    "ecd": DECLARATION,
    "cat_ru": COMMON,
    "RUScat_ru": RUS_COMMON,
    "RUDECLcat": DECLARATION_COMMON,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of goods: TN VED of 6 to 10 digits, value in its currency and in roubles."""

    name: str
    code: str
    quantity: int
    gross_grams: int
    value: Decimal
    currency: str
    value_rub: Decimal
    url: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The buyer as in the passport, in Cyrillic; `passport` is its series and number."""

    name: str
    inn: str = ""
    passport: str = ""
    passport_on: date | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Waybill:
    """One individual waybill: a parcel, its sender's name, its recipient and its goods."""

    number: str
    issued_on: date
    sender: str
    recipient: Recipient
    items: Sequence[Item]
    sender_country: str = "CN"


@dataclass(frozen=True, slots=True)
class Registry:
    """The head: our identity of the document, the MAWB and its day, who sends and who receives."""

    document_id: str
    mawb: str
    mawb_on: date
    sender: str
    receiver: str
    customs_code: str = ""


@dataclass(slots=True)
class Totals:
    """What was written: the registry's own sums stand at its end."""

    waybills: int = 0
    grams: int = 0
    value_rub: Decimal = Decimal(0)


def write(registry: Registry, waybills: Iterable[Waybill], out: BinaryIO) -> Totals:
    """Write the registry to `out` while the waybills come in; memory does not grow with them."""
    totals = Totals()
    with etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{DECLARATION}}}ExpressCargoDeclaration", nsmap=NAMESPACES):
            for node in _head(registry):
                xml.write(node)
            with xml.element(f"{{{DECLARATION}}}GoodsShipment"):
                xml.write(_party("ConsignorDetails", registry.sender))
                xml.write(_party("ConsigneeDetails", registry.receiver))
                for waybill in waybills:
                    xml.write(_house(registry, waybill, totals))
                xml.write(_weight("UnifiedGrossWeightQuantity", totals.grams))
                xml.write(_value(totals.value_rub, "RUB"))
    return totals


def _new(name: str) -> Element:
    return etree.Element(f"{{{DECLARATION}}}{name}", nsmap=NAMESPACES)


def _leaf(name: str, text: str) -> Element:
    node = _new(name)
    node.text = writable(text)
    return node


def _head(registry: Registry) -> Iterator[Element]:
    identity = etree.Element(f"{{{COMMON}}}DocumentID", nsmap=NAMESPACES)
    identity.text = registry.document_id
    yield identity
    yield _leaf("DocType", DECLARED)
    yield _leaf("ExpressRegistryKindCode", PERSONAL)
    yield _leaf("DeclarationKindCode", IMPORT)
    yield _leaf("ElectronicDocumentSign", ELECTRONIC)
    if registry.customs_code:
        yield _leaf("CustomsOfficeCode", registry.customs_code)


def _party(name: str, organisation: str) -> Element:
    node = _new(name)
    put(node, COMMON, "OrganizationName", writable(organisation))
    return node


def _house(registry: Registry, waybill: Waybill, totals: Totals) -> Element:
    totals.waybills += 1
    grams = sum(item.gross_grams for item in waybill.items)
    value_rub = sum((item.value_rub for item in waybill.items), Decimal(0))
    totals.grams, totals.value_rub = totals.grams + grams, totals.value_rub + value_rub
    node = _new("HouseShipment")
    node.append(_leaf("ObjectOrdinal", str(totals.waybills)))
    node.append(
        _document("TransportDocumentDetails", registry.mawb, registry.mawb_on, MASTER_WAYBILL)
    )
    node.append(_document("HouseWaybillDetails", waybill.number, waybill.issued_on, HOUSE_WAYBILL))
    sender = _party("ConsignorDetails", waybill.sender)
    put(sender, RUS_COMMON, "CountryA2Code", waybill.sender_country)
    node.append(sender)
    node.append(_recipient(waybill.recipient))
    node.extend(_item(number, item) for number, item in enumerate(waybill.items, 1))
    node.append(_weight("UnifiedGrossWeightQuantity", grams))
    node.append(_value(value_rub, "RUB"))
    return node


def _document(name: str, number: str, day: date, kind: str) -> Element:
    node = _new(name)
    put(node, COMMON, "PrDocumentNumber", number)
    put(node, COMMON, "PrDocumentDate", day.isoformat())
    put(node, DECLARATION, "DocKindCode", kind)
    return node


def _recipient(recipient: Recipient) -> Element:
    node = _party("ConsigneeDetails", recipient.name)
    if recipient.inn:
        put(put(node, COMMON, "RFOrganizationFeatures"), COMMON, "INN", recipient.inn)
    if recipient.passport:
        _passport(node, recipient)
    if recipient.phone or recipient.email:
        contact = put(node, RUS_COMMON, "CommunicationDetails")
        for name, text in (("Phone", recipient.phone), ("E_mail", recipient.email)):
            if text:
                put(contact, COMMON, name, writable(text))
    return node


def _passport(node: Element, recipient: Recipient) -> None:
    digits = "".join(recipient.passport.split())
    card = put(node, RUS_COMMON, "IdentityCard")
    put(card, RUS_COMMON, "IdentityCardCode", PASSPORT)
    put(card, RUS_COMMON, "IdentityCardSeries", digits[:4])
    put(card, RUS_COMMON, "IdentityCardNumber", digits[4:])
    if recipient.passport_on:
        put(card, RUS_COMMON, "IdentityCardDate", recipient.passport_on.isoformat())


def _item(number: int, item: Item) -> Element:
    node = _new("GoodsItemDetails")
    node.append(_leaf("GoodsNumeric", str(number)))
    node.append(_leaf("GoodsDescription", item.name))
    node.append(_leaf("GoodsTNVEDCode", item.code))
    node.append(_quantity("SupplementaryQuantity", str(item.quantity), PIECE))
    node.append(_weight("GrossWeightQuantity", item.gross_grams))
    node.append(_value(item.value, item.currency))
    node.append(_value(item.value_rub, "RUB"))
    if item.url:
        node.append(_leaf("URLGood", item.url))
    return node


def _weight(name: str, grams: int) -> Element:
    return _quantity(name, kilograms(grams), KILOGRAM)


def _quantity(name: str, number: str, unit: tuple[str, str]) -> Element:
    node = _new(name)
    put(node, COMMON, "GoodsQuantity", number)
    put(node, COMMON, "MeasureUnitQualifierName", unit[0])
    put(node, COMMON, "MeasureUnitQualifierCode", unit[1])
    return node


def _value(amount: Decimal, currency: str) -> Element:
    node = _new("CAValueAmount")
    put(node, DECLARATION, "CurrencyQuantity", plain(amount))
    put(node, DECLARATION, "CurrencyCode", currency)
    return node
