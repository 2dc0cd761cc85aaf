"""Receipts about numbers that are not ours yet: kept where they are found again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from customs.declarations.matching import Numbered
from customs.declarations.models import WaitingReceipt


class Answer(Numbered, Protocol):
    """An answer of China's customs, as `ExportReceipt` holds it."""

    @property
    def code(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def info(self) -> str: ...


def keep_strangers(
    receipts: Sequence[Answer], *, source: str, message_id: int | None, at: datetime
) -> None:
    """Keep receipts about nothing of ours; one that waits already is kept once."""
    rows = [
        WaitingReceipt(
            cop_number=receipt.cop_number[:60],
            order_number=receipt.order_number[:80],
            waybill=receipt.waybill[:80],
            authority_number=receipt.authority_number[:60],
            seller_code=receipt.seller_code[:40],
            code=receipt.code[:20],
            info=receipt.info,
            happened_at=receipt.at,
            source=source[:40],
            message_id=message_id,
            recorded_at=at,
        )
        for receipt in receipts
    ]
    WaitingReceipt.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
