"""Receipts that came before their number was ours: once it is, all follows them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from customs.declarations.export import ExportReceipt, take_receipts
from customs.declarations.models import WaitingReceipt
from shipments.actor import Actor, Role
from shipments.exchange.actions import note_followed
from shipments.runs.apart import in_pieces

# The step of the job, as its failures name it.
FOLLOWING = "follow_late_numbers"

_DUE = """
SELECT w.id FROM customs_waitingreceipt w
 WHERE w.followed_at IS NULL AND CASE
    WHEN w.cop_number <> '' THEN EXISTS (
        SELECT 1 FROM customs_exportdeclaration d WHERE d.cop_number = w.cop_number)
    WHEN w.waybill <> '' THEN EXISTS (
        SELECT 1 FROM shipments_parcel p WHERE p.number = w.waybill)
    WHEN w.order_number <> '' THEN EXISTS (
        SELECT 1 FROM shipments_order o JOIN shipments_parcel p ON p.order_id = o.id
         WHERE o.number = w.order_number)
    WHEN w.authority_number <> '' THEN EXISTS (
        SELECT 1 FROM customs_exportdeclaration d WHERE d.authority_number = w.authority_number)
    END
 ORDER BY w.looked_at NULLS FIRST, w.id LIMIT %s FOR UPDATE OF w SKIP LOCKED
"""


@transaction.atomic
def follow_late_numbers(*, limit: int, by: Actor, at: datetime) -> int:
    """Take in the receipts whose number has become ours; returns how many followed.

    They count as when they were told; their message waits no more once all of it has followed.
    """
    by.require(Role.CUSTOMS)
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [limit])
        due = [pk for (pk,) in cursor.fetchall()]
    return sum(in_pieces(FOLLOWING, WaitingReceipt, due, lambda pks: _follow(pks, by, at), at=at))


def _follow(due: list[int], by: Actor, at: datetime) -> int:
    rows = list(WaitingReceipt.objects.filter(pk__in=due).order_by("happened_at", "pk"))
    by_source: dict[str, list[WaitingReceipt]] = defaultdict(list)
    for row in rows:
        by_source[row.source].append(row)
    followed = [
        waiting_receipt
        for name in sorted(by_source)
        for waiting_receipt in _take(by_source[name], name, by, at)
    ]
    _write_down(due, followed, at)
    return len(followed)


def _take(
    rows: Sequence[WaitingReceipt], source: str, by: Actor, at: datetime
) -> list[WaitingReceipt]:
    """The rows that were taken; what is still about none of ours goes on waiting."""
    receipts = [
        ExportReceipt(
            row.cop_number,
            row.code,
            row.happened_at,
            row.info,
            row.authority_number,
            row.order_number,
            row.waybill,
            row.seller_code,
        )
        for row in rows
    ]
    answer = take_receipts(receipts=receipts, by=by, at=at, source=source)
    refused = {index for index, *_why in answer.refused}
    return [row for index, row in enumerate(rows) if index not in refused]


def _write_down(due: Sequence[int], followed: Sequence[WaitingReceipt], at: datetime) -> None:
    rows = WaitingReceipt.objects.filter(pk__in=due)
    rows.update(looked_at=at)
    rows.filter(pk__in=[row.pk for row in followed]).update(followed_at=at)
    messages = {row.message_id for row in followed if row.message_id is not None}
    waiting = WaitingReceipt.objects.filter(message__in=messages, followed_at__isnull=True)
    note_followed(message_ids=messages - set(waiting.values_list("message_id", flat=True)), at=at)
