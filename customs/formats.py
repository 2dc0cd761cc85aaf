"""The formats of both customs: receipts out of China, marks into Russia."""

from collections.abc import Sequence

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import ExportReceipt, take_receipts
from customs.messages import cn_receipts, ru_marks
from shipments.carriers.format import Format, Given
from shipments.exchange.findings import Findings
from shipments.tracking.inbox import Accepted


def _receipts(given: Given) -> Findings[ExportReceipt]:
    found: Findings[ExportReceipt] = Findings()
    read = cn_receipts.read(given.content)
    for one, place in zip(read.items, read.places, strict=True):
        found.add(_export_receipt(one), *place)
    found.faults += read.faults
    return found


def _export_receipt(one: cn_receipts.Receipt) -> ExportReceipt:
    return ExportReceipt(
        one.cop_number,
        one.code,
        one.returned_at,
        one.info,
        one.authority_number,
        one.numbers.get("orderNo", ""),
        one.numbers.get("logisticsNo", ""),
        one.numbers.get("ebcCode", ""),
    )


def _take_receipts(items: Sequence[ExportReceipt], given: Given) -> Accepted:
    return take_receipts(receipts=items, by=given.by, at=given.at, message_id=given.message_id)


def _marks(given: Given) -> Findings[ImportDecision]:
    found: Findings[ImportDecision] = Findings()
    read = ru_marks.read(given.content)
    for one, place in zip(read.items, read.places, strict=True):
        found.add(
            ImportDecision(
                one.waybill,
                one.code,
                one.decided_at,
                one.reason,
                registration_number=one.registration_number,
                reason_code=one.reason_code,
            ),
            *place,
        )
    found.faults += read.faults
    return found


def _take_marks(items: Sequence[ImportDecision], given: Given) -> Accepted:
    return record_decisions(decisions=items, by=given.by, at=given.at)


CHINESE_RECEIPTS = Format(
    "cn_customs", _receipts, _take_receipts, marks=(b"DxpMsg", b"CEB"), strangers_wait=True
)
RUSSIAN_MARKS = Format(
    "ru_customs", _marks, _take_marks, marks=(b"ExpressCargoDeclarationCustomMark",)
)
