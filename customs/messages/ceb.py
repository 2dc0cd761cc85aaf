"""The envelope of China's cross-border e-commerce messages (CEB, edition 202205)."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from lxml import etree

from shipments.partner_xml import Element

NAMESPACE = "http://www.chinaport.gov.cn/ceb"
VERSION = "1.0"
MAX_NODES = 100
BEIJING = ZoneInfo("Asia/Shanghai")
# The customs' own numbers of currencies (JGS-20), not ISO's (china_air.md 2.5).
CURRENCIES = {"CNY": "142", "EUR": "300", "RUB": "332", "USD": "502"}
_UNWRITABLE = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def new_message(number: str, guid: str) -> Element:
    """An empty message, as CEB603Message; `guid` is its 36-character identity in capitals."""
    root = etree.Element(f"{{{NAMESPACE}}}CEB{number}Message", nsmap={"ceb": NAMESPACE})
    root.set("guid", guid)
    root.set("version", VERSION)
    return root


def add(parent: Element, name: str, fields: Iterable[tuple[str, str | None]] = ()) -> Element:
    """A child with its fields in the order given; a field of None is left out."""
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    for field, text in fields:
        if text is not None:
            etree.SubElement(child, f"{{{NAMESPACE}}}{field}").text = writable(text)
    return child


def writable(text: str) -> str:
    """The text without the characters XML cannot hold."""
    return _UNWRITABLE.sub("", text)


def plain(number: Decimal) -> str:
    """A number without exponent or idle zeros: 0.42, 118, 0."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def kilograms(grams: int) -> str:
    return plain(Decimal(grams) / 1000)


def written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def stamp(moment: datetime) -> str:
    """An aware time as the 14 digits of Beijing's clock."""
    return f"{moment.astimezone(BEIJING):%Y%m%d%H%M%S}"


def long_stamp(moment: datetime) -> str:
    """The same with milliseconds: 17 digits, as in receipts."""
    return f"{stamp(moment)}{moment.microsecond // 1000:03d}"
