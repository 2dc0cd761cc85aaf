"""The formats of both customs: receipts out of China, marks into Russia."""

from collections.abc import Sequence

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import ExportReceipt, take_receipts
from customs.messages import cn_receipts, ru_marks
from shipments.carriers.format import Format, Given
from shipments.exchange.findings import Findings
from shipments.tracking.intake import Accepted


def _receipts(given: Given) -> Findings[ExportReceipt]:
    found: Findings[ExportReceipt] = Findings()
    read = cn_receipts.read(given.content)
    for item, place in zip(read.items, read.places, strict=True):
        found.add(_export_receipt(item), *place)
    found.faults += read.faults
    return found


def _export_receipt(receipt: cn_receipts.Receipt) -> ExportReceipt:
    return ExportReceipt(
        receipt.cop_number,
        receipt.code,
        receipt.returned_at,
        receipt.info,
        receipt.authority_number,
        receipt.numbers.get("orderNo", ""),
        receipt.numbers.get("logisticsNo", ""),
        receipt.numbers.get("ebcCode", ""),
    )


def _take_receipts(items: Sequence[ExportReceipt], given: Given) -> Accepted:
    return take_receipts(receipts=items, by=given.by, at=given.at, message_id=given.message_id)


def _marks(given: Given) -> Findings[ImportDecision]:
    found: Findings[ImportDecision] = Findings()
    read = ru_marks.read(given.content)
    for item, place in zip(read.items, read.places, strict=True):
        found.add(
            ImportDecision(
                item.waybill,
                item.code,
                item.decided_at,
                item.reason,
                registration_number=item.registration_number,
                reason_code=item.reason_code,
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
