"""What the documents of the Russian customs (FTS) share: namespaces and registration numbers."""

import re
from datetime import date

from lxml import etree

from shipments.errors import BadMessage
from shipments.partner_xml import Element, needed

DOCUMENTS = "urn:customs.ru:Information:CustomsDocuments"
DECLARATION = f"{DOCUMENTS}:ExpressCargoDeclaration:5.23.0"
MARK = f"{DOCUMENTS}:ExpressCargoDeclarationCustomMark:5.22.0"
COMMON = "urn:customs.ru:CommonAggregateTypes:5.22.0"
RUS_COMMON = "urn:customs.ru:RUSCommonAggregateTypes:5.22.0"
DECLARATION_COMMON = "urn:customs.ru:RUDeclCommonAggregateTypesCust:5.23.0"
_NUMBER = re.compile(r"(\d{8})/(\d{2})(\d{2})(\d{2})/(\d{7})(/\d{1,3})?", re.ASCII)


def put(parent: Element, namespace: str, name: str, text: str | None = None) -> Element:
    """A child in a namespace, with its text."""
    child = etree.SubElement(parent, f"{{{namespace}}}{name}")
    child.text = text
    return child


def registration_number(node: Element) -> str:
    """PPPPPPPP/DDMMYY/NNNNNNN of a node with CustomsCode, RegistrationDate, GTDNumber.

    Post, day, serial; the serial is text, its leading zeros count. Raises BadMessage.
    """
    day = needed(node, "RegistrationDate")
    try:
        printed = f"{date.fromisoformat(day[:10]):%d%m%y}"
    except ValueError:
        raise BadMessage("bad_time", f"{day!r} is no day of registration.") from None
    number = f"{needed(node, 'CustomsCode')}/{printed}/{needed(node, 'GTDNumber')}"
    if not _NUMBER.fullmatch(number):
        raise BadMessage("bad_number", f"{number!r} is no registration number of customs.")
    return number


def is_registration_number(text: str) -> bool:
    """Whether a text is a registration number, as it is printed."""
    return _NUMBER.fullmatch(text) is not None


def put_registration_number(parent: Element, namespace: str, number: str) -> None:
    """The reverse: ApplicationRegNumber of a printed number. Raises ValueError."""
    match = _NUMBER.fullmatch(number)
    if match is None:
        raise ValueError(f"{number!r} is no registration number of customs.")
    post, day, month, year, serial, _ = match.groups()
    node = put(parent, namespace, "ApplicationRegNumber")
    put(node, COMMON, "CustomsCode", post)
    put(node, COMMON, "RegistrationDate", f"20{year}-{month}-{day}")
    put(node, COMMON, "GTDNumber", serial)
