"""The envelope of China's cross-border e-commerce messages (CEB, edition 202205)."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from shipments.partner_xml import Element

NAMESPACE = "http://www.chinaport.gov.cn/ceb"
VERSION = "1.0"
MAX_NODES = 100
BEIJING = ZoneInfo("Asia/Shanghai")


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
            etree.SubElement(child, f"{{{NAMESPACE}}}{field}").text = text
    return child


def written(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def stamp(moment: datetime) -> str:
    """An aware time as the 14 digits of Beijing's clock."""
    return f"{moment.astimezone(BEIJING):%Y%m%d%H%M%S}"


def long_stamp(moment: datetime) -> str:
    """The same with milliseconds: 17 digits, as in receipts."""
    return f"{stamp(moment)}{moment.microsecond // 1000:03d}"
