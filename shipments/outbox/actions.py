"""Writing news into the outbox, in the transaction that made it true."""

from collections.abc import Sequence
from datetime import datetime

from shipments.bulk.undoing import undoable_until
from shipments.outbox.models import OutboxEvent


def publish(
    topic: str,
    *,
    subject: str,
    ids: Sequence[int],
    at: datetime,
    seller_id: int | None = None,
    detail: dict | None = None,
    moments: Sequence[datetime] = (),
) -> None:
    """Leave one outbox row about many subjects of a kind; delivered after commit by a job.

    News of an action that may be taken back wait until it no longer can.
    `moments` says when it happened to each of the subjects, where that is not `at` for all.
    """
    if ids:
        OutboxEvent.objects.create(
            topic=topic,
            subject=subject,
            subject_ids=list(ids),
            seller_id=seller_id,
            detail=detail or {},
            happened_at=at,
            moments=list(moments),
            not_before=undoable_until(),
        )
