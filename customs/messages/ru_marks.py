"""The Russian customs' marks on an express declaration: one decision per individual waybill.

The message is ExpressCargoDeclarationCustomMark (russia.md 2.3). The officer's name and number and
the recipient's name stand in it too: they are personal data, nobody asks for them, so they are not
even read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from customs.messages.fts import COMMON, MARK, put, put_registration_number, registration_number
from shipments.errors import BadMessage
from shipments.exchange.findings import Fault, Findings
from shipments.partner_xml import Element, local_name, needed, place_of, read_xml, text_of
from shipments.sentences import say

MOSCOW = ZoneInfo("Europe/Moscow")
_CODE = re.compile(r"\d{1,3}", re.ASCII)
_ROOT = "ExpressCargoDeclarationCustomMark"


@dataclass(frozen=True, slots=True)
class Decision:
    """What customs decided of one waybill of a declaration; the code is read by codes.RU_MAP."""

    registration_number: str
    waybill: str
    code: str
    decided_at: datetime
    reason_code: str = ""
    reason: str = ""
    ordinal: str = ""


def read(data: bytes, *, zone: ZoneInfo = MOSCOW) -> Findings[Decision]:
    """The decisions of a mark, and the waybills whose decision cannot be read.

    A time without an offset is taken in `zone`. Raises BadMessage for another message.
    """
    root = read_xml(data)
    if local_name(root) != _ROOT:
        text = say("%(root)s is no mark on an express declaration.", root=local_name(root))
        raise BadMessage("not_a_mark", text)
    application = root.find("{*}ApplicationRegNumber")
    if application is None:
        raise BadMessage("field_missing", f"{_ROOT} has no ApplicationRegNumber.")
    number = registration_number(application)
    found: Findings[Decision] = Findings()
    for node in root.iterfind("{*}Consignment"):
        try:
            found.add(_decision(number, node, zone), *place_of(node))
        except BadMessage as bad:
            found.faults.append(Fault.of(bad, *place_of(node)))
    if not (found.items or found.faults):
        raise BadMessage("bad_count", say("%(root)s decides of no waybill.", root=_ROOT))
    return found


def _decision(number: str, node: Element, zone: ZoneInfo) -> Decision:
    code = needed(node, "DecisionCode")
    if not _CODE.fullmatch(code):
        raise BadMessage("bad_status", f"{code!r} is no code of a decision.")
    waybill = text_of(node, "IndividualWayBill", "PrDocumentNumber")
    return Decision(
        registration_number=number,
        waybill=waybill or needed(node, "IndividualWayBill", "WayBillID"),
        code=code,
        decided_at=_moment(needed(node, "DecisionDate"), zone),
        reason_code=text_of(node, "ReasonCode"),
        reason=text_of(node, "Reason"),
        ordinal=text_of(node, "IndividualWayBill", "ObjectOrdinal"),
    )


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadMessage("bad_time", f"{text!r} is no time of a decision.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def build(number: str, decisions: Sequence[Decision]) -> bytes:
    """The mark on declaration `number` with these decisions, times in Moscow's."""
    root = etree.Element(f"{{{MARK}}}{_ROOT}", nsmap={"ecdcm": MARK, "cat_ru": COMMON})
    put_registration_number(root, MARK, number)
    for decision in decisions:
        _put(root, decision)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _put(root: Element, decision: Decision) -> None:
    node = put(root, MARK, "Consignment")
    put(node, MARK, "DecisionCode", decision.code)
    put(
        node, MARK, "DecisionDate", decision.decided_at.astimezone(MOSCOW).isoformat("T", "seconds")
    )
    if decision.reason_code:
        put(node, MARK, "ReasonCode", decision.reason_code)
    if decision.reason:
        put(node, MARK, "Reason", decision.reason)
    waybill = put(node, MARK, "IndividualWayBill")
    put(waybill, COMMON, "PrDocumentNumber", decision.waybill)
    put(waybill, MARK, "WayBillID", decision.waybill)
    put(waybill, MARK, "ObjectOrdinal", decision.ordinal or "1")
