"""The answer of the single service, getOperationHistory (SOAP 1.2): one parcel's whole history.

The sender's and the recipient's names stand in every record; they are not even read.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from shipments.carriers.russian_post.operation import operation
from shipments.errors import BadMessage
from shipments.exchange.findings import Fault, Findings
from shipments.partner_xml import Element, local_name, needed, place_of, read_xml, text_of
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
DATA = "http://russianpost.org/operationhistory/data"
ANSWER = "http://russianpost.org/operationhistory"
MOSCOW = ZoneInfo("Europe/Moscow")


def read(data: bytes) -> Findings[RawEvent]:
    """The operations of an answer, in its order, and the records that cannot be read.

    None yet is no error. Raises BadMessage for another message, also where the service answers with
    a fault.
    """
    root = read_xml(data)
    fault = root.find(".//{*}Fault")
    if fault is not None:
        text = say("The post answered with a fault: %(reason)s.", reason=_reason(fault))
        raise BadMessage("partner_fault", text)
    if local_name(root) != "OperationHistoryData" and not _holds(root, "OperationHistoryData"):
        raise BadMessage("not_this_message", say("This is no history of operations."))
    found: Findings[RawEvent] = Findings()
    for record in root.iterfind(".//{*}historyRecord"):
        try:
            found.add(_event(record), *place_of(record))
        except BadMessage as bad:
            found.faults.append(Fault.of(bad, *place_of(record)))
    return found


def _holds(root: Element, name: str) -> bool:
    return root.find(f".//{{*}}{name}") is not None


def _reason(fault: Element) -> str:
    return (text_of(fault, "Reason", "Text") or text_of(fault, "faultstring"))[:200]


def _event(record: Element) -> RawEvent:
    words = [
        text_of(record, "OperationParameters", part, "Name") for part in ("OperType", "OperAttr")
    ]
    return operation(
        barcode=needed(record, "ItemParameters", "Barcode"),
        kind=needed(record, "OperationParameters", "OperType", "Id"),
        attribute=text_of(record, "OperationParameters", "OperAttr", "Id"),
        at=_moment(needed(record, "OperationParameters", "OperDate")),
        index=text_of(record, "AddressParameters", "OperationAddress", "Index"),
        country=text_of(record, "AddressParameters", "CountryOper", "Code2A"),
        office=text_of(record, "AddressParameters", "OperationAddress", "Description"),
        grams=text_of(record, "ItemParameters", "Mass"),
        text=". ".join(dict.fromkeys(word for word in words if word)),
    )


def _moment(text: str) -> datetime:
    """The service writes its offset; a time without one is Moscow's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        told = say("%(text)s is no time of an operation.", text=repr(text[:40]))
        raise BadMessage("bad_time", told) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=MOSCOW)


def build(events: Sequence[RawEvent]) -> bytes:
    """The answer that tells these events, times in Moscow's."""
    root = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"S": ENVELOPE, "ns3": DATA})
    body = etree.SubElement(root, f"{{{ENVELOPE}}}Body")
    answer = etree.SubElement(body, f"{{{ANSWER}}}getOperationHistoryResponse")
    history = etree.SubElement(answer, f"{{{DATA}}}OperationHistoryData")
    for event in events:
        _put(etree.SubElement(history, f"{{{DATA}}}historyRecord"), event)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(record: Element, event: RawEvent) -> None:
    kind, attribute = event.raw_code.split("/")
    at = event.happened_at.astimezone(MOSCOW).isoformat("T", "milliseconds")
    name, _, detail = event.text.partition(". ")
    if office := event.payload.get("place_text"):
        _path(record, "AddressParameters", "OperationAddress", "Description", text=office)
    if grams := event.payload.get("grams"):
        _path(record, "ItemParameters", "Mass", text=str(grams))
    if event.place.isdecimal():
        _path(record, "AddressParameters", "OperationAddress", "Index", text=event.place)
    elif event.place:
        _path(record, "AddressParameters", "CountryOper", "Code2A", text=event.place)
    _path(record, "ItemParameters", "Barcode", text=event.subject.partition(":")[2])
    _path(record, "OperationParameters", "OperType", "Id", text=kind)
    _path(record, "OperationParameters", "OperType", "Name", text=name)
    _path(record, "OperationParameters", "OperAttr", "Id", text=attribute)
    _path(record, "OperationParameters", "OperAttr", "Name", text=detail)
    _path(record, "OperationParameters", "OperDate", text=at)


def _path(node: Element, *names: str, text: str) -> None:
    """Set the text at this path, making what is missing of it."""
    for name in names:
        found = node.find(f"{{{DATA}}}{name}")
        node = etree.SubElement(node, f"{{{DATA}}}{name}") if found is None else found
    node.text = text
