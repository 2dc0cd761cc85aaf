"""The receipts of China's customs: CEB 214, 216, 304, 404, 506, 508, 510, 604, 606, 608 and 702.

All have one shape (china_air.md 2.3): up to 100 nodes, each with the numbers of what it answers, a
status, a time of Beijing with milliseconds, and a text. Two have their own: 792 is the monthly
result, a line a waybill; 900 says that the port could not read a message of ours. Any of them may
come in the port's wrapper (DxpMsg), as base64.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from customs.messages.ceb import BEIJING, MAX_NODES, add, long_stamp, new_message, written
from shipments.errors import BadMessage
from shipments.exchange.findings import Fault, Findings
from shipments.partner_xml import Element, local_name, needed, place_of, read_xml, text_of
from shipments.sentences import say

# message -> its node and the node's fields between the guid and the status, in order
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "214": (
        "RefundReturn",
        ("ebpCode", "ebcCode", "agentCode", "coElNo", "preNo", "invtNo"),
    ),
    "216": (
        "InvtRefundDetailReturn",
        ("operatorCode", "logisticsCode", "logisticsNo", "coElNo", "preNo"),
    ),
    "304": ("OrderReturn", ("ebpCode", "ebcCode", "orderNo")),
    "404": ("ReceiptsReturn", ("ebcCode", "orderNo", "payNo")),
    "506": ("LogisticsReturn", ("logisticsCode", "logisticsNo")),
    "508": (
        "ArrivalReturn",
        ("operatorCode", "logisticsCode", "preNo", "copNo", "billNo", "msgSeqNo"),
    ),
    "510": ("DepartureReturn", ("logisticsCode", "copNo", "preNo", "msgSeqNo")),
    "604": (
        "InventoryReturn",
        (
            "agentCode",
            "copNo",
            "preNo",
            "invtNo",
            "ebcCode",
            "ebpCode",
            "orderNo",
            "statisticsFlag",
        ),
    ),
    "606": ("InvtCancelReturn", ("agentCode", "copNo", "preNo", "invtNo")),
    "608": (
        "WayBillReturn",
        ("agentCode", "logisticsCode", "copNo", "preNo", "billNo", "msgSeqNo"),
    ),
    "702": ("SummaryReturn", ("agentCode", "ebcCode", "copNo", "preNo", "sumNo", "msgSeqNo")),
}
LIST, SUMMARY, UNREAD = "604", "792", "900"
_ROOT = re.compile(r"CEB(\d{3})Message", re.ASCII)
_STATUS = re.compile(r"-?\d{1,9}", re.ASCII)
_COP = re.compile(r"<(?:\w+:)?copNo>\s*([^<\s]{1,30})\s*<")
_TIME = re.compile(r"\d{17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer: to which message, about what numbers, the status (china_air.md 2.4), when.

    `numbers` holds every other field by the authority's name: copNo, preNo, invtNo, orderNo,
    logisticsNo, billNo, agentCode...
    """

    message: str
    guid: str
    status: str
    returned_at: datetime
    info: str
    numbers: dict[str, str]

    @property
    def cop_number(self) -> str:
        """Our own number of the document; "" in receipts to orders and waybills."""
        return self.numbers.get("copNo", "")

    @property
    def authority_number(self) -> str:
        """The customs' number of the list (invtNo); "" on early rejections."""
        return self.numbers.get("invtNo", "")

    @property
    def code(self) -> str:
        """The status as codes.CN_MAP knows it: bare about a list, with its message about others.

        One number means different things: 399 concludes a list, but on CEB606 it cancels one.
        """
        if self.message == LIST:
            return self.status
        if self.message == SUMMARY:
            return SUMMARY
        return f"{self.message}/{'<0' if self.status.startswith('-') else self.status}"


def read(data: bytes) -> Findings[Receipt]:
    """The receipts of a message, in its order, and the nodes that cannot be read.

    Raises BadMessage for another message.
    """
    root = _unwrapped(read_xml(data))
    match = _ROOT.fullmatch(local_name(root))
    message = match[1] if match else ""
    if message == UNREAD:
        return _unread(root)
    if message == SUMMARY:
        return _each(root.iterfind("{*}SummaryResult"), _summary)
    if message not in SHAPES:
        text = say("%(root)s is no receipt of China's customs.", root=local_name(root))
        raise BadMessage("not_a_receipt", text)
    node, fields = SHAPES[message]
    nodes = root.findall(f"{{*}}{node}")
    if not 1 <= len(nodes) <= MAX_NODES:
        text = say(
            "CEB%(message)s has %(n)s nodes of %(node)s, not 1..100.",
            message=message,
            n=len(nodes),
            node=node,
        )
        raise BadMessage("bad_count", text)
    return _each(nodes, lambda item: [_receipt(message, fields, item)])


def _unwrapped(root: Element) -> Element:
    """What the port's wrapper holds, or the message itself."""
    if local_name(root) != "DxpMsg":
        return root
    try:
        return read_xml(b64decode(needed(root, "Data")))
    except (NotBase64, ValueError):
        raise BadMessage("bad_wrapper", say("The Data of DxpMsg is no base64.")) from None


def _each(
    nodes: Iterable[Element], receipts_of: Callable[[Element], list[Receipt]]
) -> Findings[Receipt]:
    """The receipts of each node; one that cannot be read stops no other."""
    found: Findings[Receipt] = Findings()
    for node in nodes:
        try:
            for read_receipt in receipts_of(node):
                found.add(read_receipt, *place_of(node))
        except BadMessage as bad:
            found.faults.append(Fault.of(bad, *place_of(node)))
    if not (found.items or found.faults):
        raise BadMessage("bad_count", say("The message holds no receipt."))
    return found


def _summary(node: Element) -> list[Receipt]:
    """The monthly result: one receipt a waybill, or one of the application where none is named."""
    head = node.find("{*}SummaryResultHead")
    if head is None:
        raise BadMessage("field_missing", say("SummaryResult has no SummaryResultHead."))
    at, state = _moment(needed(head, "opDate")), needed(head, "decState")
    facts = [
        f"{name} {text}"
        for name in ("sumNo", "decState", "entryId")
        if (text := text_of(head, name))
    ]
    lines = node.findall("{*}SummaryResultList")
    waybills = dict.fromkeys(text_of(line, "logisticsNo") for line in lines) or {"": None}
    return [
        Receipt(
            SUMMARY,
            text_of(head, "guid"),
            state,
            at,
            ", ".join(facts),
            {
                name: text
                for name, text in (("sumNo", text_of(head, "sumNo")), ("logisticsNo", waybill))
                if text
            },
        )
        for waybill in waybills
    ]


def _unread(root: Element) -> Findings[Receipt]:
    """The port could not read a message of ours: a receipt for each list that stood in it."""
    node = root if root.find("{*}returnStatus") is not None else next(iter(root), root)

    def receipts_of(node: Element) -> list[Receipt]:
        told = _receipt(UNREAD, ("oriCopMsgId", "oriMessageType"), node)
        ours = dict.fromkeys(_COP.findall(text_of(node, "oriBizMessage")))
        return [replace(told, numbers={**told.numbers, "copNo": our}) for our in ours] or [told]

    return _each([node], receipts_of)


def _receipt(message: str, fields: tuple[str, ...], node: Element) -> Receipt:
    status = needed(node, "returnStatus")
    if not _STATUS.fullmatch(status):
        text = say("%(status)s is no status of a receipt.", status=repr(status))
        raise BadMessage("bad_status", text)
    return Receipt(
        message=message,
        guid=text_of(node, "guid"),
        status=status,
        returned_at=_moment(needed(node, "returnTime")),
        info=text_of(node, "returnInfo"),
        numbers={name: told for name in fields if (told := text_of(node, name))},
    )


def _moment(text: str) -> datetime:
    try:
        if not _TIME.fullmatch(text):
            raise ValueError(text)
        return datetime.strptime(text + "000", "%Y%m%d%H%M%S%f").replace(tzinfo=BEIJING)
    except ValueError:
        told = say("%(text)s is no time of a receipt.", text=repr(text))
        raise BadMessage("bad_time", told) from None


def build(receipts: Sequence[Receipt], *, guid: str) -> bytes:
    """One message of up to 100 receipts of one kind. Raises ValueError for none or mixed kinds."""
    kinds = {receipt.message for receipt in receipts}
    if len(kinds) != 1 or len(receipts) > MAX_NODES:
        raise ValueError("A message holds 1 to 100 receipts of one kind.")
    root = new_message(receipts[0].message, guid)
    for receipt in receipts:
        node, fields = SHAPES[receipt.message]
        add(
            root,
            node,
            [
                ("guid", receipt.guid),
                *((name, receipt.numbers.get(name, "")) for name in fields),
                ("returnStatus", receipt.status),
                ("returnTime", long_stamp(receipt.returned_at)),
                ("returnInfo", receipt.info),
            ],
        )
    return written(root)
