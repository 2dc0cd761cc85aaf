"""The receipts of China's customs: CEB 304, 404, 506, 508, 510, 604, 606, 608 and 702.

All have one shape (china_air.md 2.3): up to 100 nodes, each with the numbers of what it answers, a
status, a time of Beijing with milliseconds, and a text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from customs.messages.ceb import BEIJING, MAX_NODES, add, long_stamp, new_message, written
from shipments.errors import BadMessage
from shipments.partner_xml import Element, local_name, needed, read_xml, text_of

# message -> its node and the node's fields between the guid and the status, in order
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
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
        ("agentCode", "copNo", "preNo", "invtNo", "ebcCode", "ebpCode", "orderNo",
         "statisticsFlag"),
    ),
    "606": ("InvtCancelReturn", ("agentCode", "copNo", "preNo", "invtNo")),
    "608": (
        "WayBillReturn",
        ("agentCode", "logisticsCode", "copNo", "preNo", "billNo", "msgSeqNo"),
    ),
    "702": ("SummaryReturn", ("agentCode", "ebcCode", "copNo", "preNo", "sumNo", "msgSeqNo")),
}  # fmt: skip
LIST = "604"
_ROOT = re.compile(r"CEB(\d{3})Message", re.ASCII)
_STATUS = re.compile(r"-?\d{1,9}", re.ASCII)
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
        return f"{self.message}/{'<0' if self.status.startswith('-') else self.status}"


def parse(data: bytes) -> list[Receipt]:
    """The receipts of a message, in its order. Raises BadMessage."""
    root = read_xml(data)
    match = _ROOT.fullmatch(local_name(root))
    if match is None or match[1] not in SHAPES:
        raise BadMessage("not_a_receipt", f"{local_name(root)} is no receipt of China's customs.")
    message = match[1]
    node, fields = SHAPES[message]
    found = [_receipt(message, fields, one) for one in root.iterfind(f"{{*}}{node}")]
    if not 1 <= len(found) <= MAX_NODES:
        raise BadMessage("bad_count", f"CEB{message} has {len(found)} nodes of {node}, not 1..100.")
    return found


def _receipt(message: str, fields: tuple[str, ...], node: Element) -> Receipt:
    status = needed(node, "returnStatus")
    if not _STATUS.fullmatch(status):
        raise BadMessage("bad_status", f"{status!r} is no status of a receipt.")
    return Receipt(
        message=message,
        guid=text_of(node, "guid"),
        status=status,
        returned_at=_moment(needed(node, "returnTime")),
        info=text_of(node, "returnInfo"),
        numbers={name: text for name in fields if (text := text_of(node, name))},
    )


def _moment(text: str) -> datetime:
    try:
        if not _TIME.fullmatch(text):
            raise ValueError(text)
        return datetime.strptime(text + "000", "%Y%m%d%H%M%S%f").replace(tzinfo=BEIJING)
    except ValueError:
        raise BadMessage("bad_time", f"{text!r} is no time of a receipt.") from None


def build(receipts: Sequence[Receipt], *, guid: str) -> bytes:
    """One message of up to 100 receipts of one kind. Raises ValueError for none or mixed kinds."""
    kinds = {one.message for one in receipts}
    if len(kinds) != 1 or len(receipts) > MAX_NODES:
        raise ValueError("A message holds 1 to 100 receipts of one kind.")
    root = new_message(receipts[0].message, guid)
    for one in receipts:
        node, fields = SHAPES[one.message]
        add(root, node, [
            ("guid", one.guid),
            *((name, one.numbers.get(name, "")) for name in fields),
            ("returnStatus", one.status),
            ("returnTime", long_stamp(one.returned_at)),
            ("returnInfo", one.info),
        ])  # fmt: skip
    return written(root)
