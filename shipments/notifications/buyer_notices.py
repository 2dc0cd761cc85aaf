"""News become buyers' letters that wait: for the order's own buyer, and for who subscribed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from shipments.notifications.delays import later
from shipments.notifications.letters import NOTICE_STAGES
from shipments.notifications.overtaken import overtaken
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel

# The order's own buyer hears by himself, unless a subscription of his address says otherwise.
_OWN = """
INSERT INTO shipments_buyernotice (parcel_id, stage, status, attempts, created_at)
SELECT p.id, %(stage)s, 'waiting', 0, %(at)s FROM shipments_parcel p
  JOIN shipments_receiver r ON r.order_id = p.order_id
 WHERE p.id = ANY(%(parcels)s) AND r.email <> '' AND NOT EXISTS (
    SELECT 1 FROM shipments_subscription s WHERE s.parcel_id = p.id AND s.email = lower(r.email)
       AND (s.confirmed_at IS NOT NULL OR s.ended_at IS NOT NULL))
 ORDER BY p.id
ON CONFLICT DO NOTHING
"""
_SUBSCRIBED = """
INSERT INTO shipments_buyernotice (parcel_id, subscription_id, stage, status, attempts, created_at)
SELECT s.parcel_id, s.id, %(stage)s, 'waiting', 0, %(at)s FROM shipments_subscription s
 WHERE s.parcel_id = ANY(%(parcels)s) AND s.confirmed_at IS NOT NULL AND s.ended_at IS NULL
 ORDER BY s.id
ON CONFLICT DO NOTHING
"""


def tells_by_moment(news: OutboxEvent) -> bool:
    """Whether its letters depend on when it happened, and not on what happened alone."""
    return news.topic.partition(".")[2] not in NOTICE_STAGES


def notify_buyers(news: OutboxEvent, parcels: Sequence[int], at: datetime) -> None:
    """Leave the letters that a piece of news about these parcels is worth."""
    if parcels:
        stage = NOTICE_STAGES.get(news.topic.partition(".")[2])
        _write({stage: list(parcels)} if stage else later(news, parcels, at=at), at)


def _write(wanted: Mapping[str, Sequence[int]], at: datetime) -> None:
    """A letter a stage, parcel and reader, where it says what is so."""
    with connection.cursor() as cursor:
        for stage, concerned in wanted.items():
            true_of = Parcel.objects.filter(pk__in=concerned).exclude(overtaken(stage))
            told = list(true_of.order_by("pk").values_list("pk", flat=True))
            values: dict[str, Any] = {"stage": stage, "at": at, "parcels": told}
            if told:
                cursor.execute(_OWN, values)
                cursor.execute(_SUBSCRIBED, values)
