"""The answer of the batch service, getResponseByTicket (SOAP 1.1): many parcels, few words each.

Its times are local to the office, without a zone: the zone comes from the office's index.
"""

from collections.abc import Callable, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from lxml import etree

from shipments.carriers.russian_post.operation import operation
from shipments.errors import BadMessage
from shipments.exchange.findings import Fault, Findings
from shipments.partner_xml import Element, moment, place_of, read_xml
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
POST = "http://fclient.russianpost.org/postserver"
FILE = "http://fclient.russianpost.org"
CLOCK = "%d.%m.%Y %H:%M:%S"
ZoneOf = Callable[[str], str]


def read(data: bytes, *, zone_of: ZoneOf) -> Findings[RawEvent]:
    """The operations of all parcels in the answer, and those that cannot be read.

    A parcel not known yet has none. `zone_of` gives the zone's name of a postal index ("" where
    there is none). Raises BadMessage for another message, also where the answer is not ready.
    """
    root = read_xml(data)
    if (error := _error(root)) is not None:
        text = say("The post answered with an error: %(error)s.", error=error)
        raise BadMessage("partner_fault", text)
    if root.find(".//{*}answerByTicketResponse/value") is None:
        raise BadMessage("not_this_message", say("This is no answer to a ticket."))
    found: Findings[RawEvent] = Findings()
    for item in root.iterfind(".//{*}Item"):
        for row in item.iterfind("{*}Operation"):
            try:
                found.add(_event(item.get("Barcode", ""), row, zone_of), *place_of(row))
            except BadMessage as bad:
                found.faults.append(Fault.of(bad, *place_of(row)))
    return found


def _error(root: Element) -> str | None:
    """What is wrong with the whole answer; an item's own Error (not known yet) is no reason."""
    fault = root.find(".//{*}faultstring")
    if fault is not None:
        return (fault.text or "").strip()[:200]
    for node in root.iterfind(".//{*}error"):
        return f"{node.get('ErrorTypeID', '')} {node.get('ErrorName', '')}".strip()[:200]
    return None


def _event(barcode: str, row: Element, zone_of: ZoneOf) -> RawEvent:
    index = row.get("IndexOper", "").strip()
    try:
        zone = ZoneInfo(zone_of(index))
    except (ValueError, KeyError, OSError):
        text = say("%(index)s has no time zone.", index=repr(index[:20]))
        raise BadMessage("bad_place", text) from None
    return operation(
        barcode=barcode,
        kind=row.get("OperTypeID", ""),
        attribute=row.get("OperCtgID", ""),
        at=moment(row.get("DateOper", ""), CLOCK, zone),
        index=index,
        text=row.get("OperName", "").strip(),
    )


def build(events: Sequence[RawEvent], *, zone_of: ZoneOf) -> bytes:
    """The answer that tells these events, one item a parcel, times local to their offices."""
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"S": ENVELOPE, "ns2": POST, "ns3": FILE})
    body = etree.SubElement(root, f"{{{ENVELOPE}}}Body")
    answer = etree.SubElement(body, f"{{{POST}}}answerByTicketResponse")
    value = etree.SubElement(answer, "value")
    in_order = sorted(events, key=lambda event: event.subject)
    for subject, group in groupby(in_order, key=lambda event: event.subject):
        item = etree.SubElement(value, f"{{{FILE}}}Item", Barcode=subject.partition(":")[2])
        for event in group:
            _put(item, event, ZoneInfo(zone_of(event.place)))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(item: Element, event: RawEvent, zone: ZoneInfo) -> None:
    kind, attribute = event.raw_code.split("/")
    etree.SubElement(
        item,
        f"{{{FILE}}}Operation",
        OperTypeID=kind,
        OperCtgID=attribute,
        OperName=event.text,
        DateOper=f"{event.happened_at.astimezone(zone):{CLOCK}}",
        IndexOper=event.place,
    )
