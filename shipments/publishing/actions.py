"""Expanding the outbox: news become webhook deliveries and buyers' notices, by chunks."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from shipments.notifications.models import Delivery, News, Webhook
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.publishing.later import later
from shipments.publishing.truth import overtaken
from shipments.runs.apart import forgive, put_off, resting
from shipments.runs.failures import tell
from shipments.tracking.models import SUBJECTS, Containment

CHUNK = 5_000
NAMED = 1_000
# The step of the job, as its failures name it.
PUBLISHING = "publish_news"
# The highest id a row can have.
LAST = 2**63 - 1
# A parcel's or order's number, its present status, and when the news happened to it.
State = tuple[str, str, datetime]

# The stage a code enters, as far as a buyer is told by mail.
NOTICE_STAGES = {
    "created": "accepted",
    "packed": "at_harbin",
    "export_filed": "export_customs",
    "departed": "in_flight",
    "arrived": "in_russia",
    "import_presented": "import_customs",
    "documents_required": "documents_required",
    "duty_due": "duty_due",
    "handed_over": "last_mile",
    "ready_for_pickup": "ready_for_pickup",
    "delivered": "delivered",
    "returning": "returning",
    "returned": "returned",
    "import_refused": "import_refused",
    "lost": "lost",
    "destroyed": "destroyed",
}

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


def publish_news(*, at: datetime, chunks: int = 200) -> int:
    """Expand waiting news in the order written; returns the number of chunks done.

    Each chunk is a transaction that also moves the row's cursor: a killed job goes on from there,
    and two jobs never take the same row. A chunk that raises is cut in two, down to the parcel at
    fault, whose row rests; what a row has told once it never tells again.
    """
    done = 0
    for _ in range(chunks):
        if (told := _publish_next(at)) is None:
            break
        done += told
    return done


@transaction.atomic
def _publish_next(at: datetime) -> bool | None:
    """Whether the next chunk was told; None where none is due."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    waiting = News.objects.filter(due, published_at__isnull=True).order_by("pk")
    awake = waiting.exclude(pk__in=resting(PUBLISHING, at=at))
    news = awake.select_for_update(skip_locked=True).first()
    if news is None:
        return None
    parcels: list[int] = []
    try:
        with transaction.atomic():
            parcels += _next_parcels(news) if news.subject in SUBJECTS else []
            fault = _publish_chunk(news, parcels, at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        if len(parcels) > 1:
            _cut(news, after=parcels[len(parcels) // 2 - 1])
            return False
        fault = error
    if fault is not None:
        _put_off(news, parcels, fault, at)
    return fault is None


def _put_off(news: News, parcels: list[int], fault: Exception, at: datetime) -> None:
    """Let a chunk rest that cannot be told; what lies behind it goes on."""
    if len(parcels) == CHUNK:
        _cut(news, after=parcels[-1])
    tell([put_off(PUBLISHING, news, fault, at=at)])


def _publish_chunk(news: News, parcels: list[int], at: datetime) -> Exception | None:
    """Tell a chunk; the fault of a webhook, where others have been told, leaves it to be told."""
    _notify_buyers(news, parcels, at)
    fault = _notify_sellers(news, parcels, at)
    if fault is None:
        news.cursor = parcels[-1] if parcels else news.cursor
        if len(parcels) < CHUNK:
            news.published_at = at
        news.save(update_fields=["cursor", "published_at"])
        forgive(PUBLISHING, news)
    return fault


def _cut(news: News, *, after: int) -> None:
    """Leave to a row the parcels up to this one; those after it become a row of their own."""
    fields = (
        "topic", "subject", "subject_ids", "seller_id", "detail", "happened_at", "until",
        "not_before",
    )  # fmt: skip
    if news.until is None or after < news.until:
        News.objects.create(cursor=after, **{name: getattr(news, name) for name in fields})
        news.until = after
        news.save(update_fields=["until"])


def _next_parcels(news: News) -> list[int]:
    """The next chunk of parcels a row is about, by id, from its cursor on."""
    last = news.until or LAST
    if news.subject == "parcel":
        return sorted(pk for pk in news.subject_ids if news.cursor < pk <= last)[:CHUNK]
    field = "consolidation__flight__legs" if news.subject == "leg" else news.subject
    rows = Containment.objects.filter(
        **{f"{field}__in": news.subject_ids}, parcel_id__gt=news.cursor, parcel_id__lte=last,
        since__lte=news.happened_at,
    ).exclude(until__lte=news.happened_at)  # fmt: skip
    return list(rows.order_by("parcel_id").values_list("parcel_id", flat=True).distinct()[:CHUNK])


def _notify_buyers(news: News, parcels: Sequence[int], at: datetime) -> None:
    if not parcels:
        return
    stage = NOTICE_STAGES.get(news.topic.partition(".")[2])
    wanted = {stage: list(parcels)} if stage else later(news, parcels, at=at)
    with connection.cursor() as cursor:
        for name, concerned in wanted.items():
            true_of = Parcel.objects.filter(pk__in=concerned).exclude(overtaken(name))
            told = list(true_of.order_by("pk").values_list("pk", flat=True))
            values: dict[str, Any] = {"stage": name, "at": at, "parcels": told}
            cursor.execute(_OWN, values)
            cursor.execute(_SUBSCRIBED, values)


def _notify_sellers(news: News, parcels: Sequence[int], at: datetime) -> Exception | None:
    """Tell the webhooks that want the topic; where some can be told and some not, a fault of those.

    Raises where none can be told.
    """
    hooks = list(Webhook.objects.filter(is_active=True).defer("secret").order_by("pk"))
    if not hooks:
        return None
    try:
        with transaction.atomic():
            _leave_deliveries(hooks, news, parcels, at)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        faults = [fault for hook in hooks if (fault := _fault_of(hook, news, parcels, at))]
        if len(faults) == len(hooks):
            raise
        return faults[0] if faults else None
    return None


def _fault_of(hook: Webhook, news: News, parcels: Sequence[int], at: datetime) -> Exception | None:
    """Tell one webhook by itself; what it raises."""
    try:
        with transaction.atomic():
            _leave_deliveries([hook], news, parcels, at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        return fault
    return None


def _leave_deliveries(
    hooks: Sequence[Webhook], news: News, parcels: Sequence[int], at: datetime
) -> None:
    """One message for each webhook that wants the topic, naming up to NAMED parcels."""
    wanting = [hook for hook in hooks if wants(hook, news.topic)]
    sellers = {hook.seller_id for hook in wanting}
    if not sellers:
        return
    states = _states_by_seller(news, parcels, sellers)
    Delivery.objects.bulk_create(
        (
            _delivery(hook, news, states[hook.seller_id], at)
            for hook in wanting
            if states.get(hook.seller_id)
        ),
        ignore_conflicts=True,
    )


def wants(hook: Webhook, topic: str) -> bool:
    """Whether a webhook subscribes to a topic: by its name, its family ("parcel.*"), or "*"."""
    family = topic.partition(".")[0] + ".*"
    return not hook.topics or bool({"*", topic, family} & set(hook.topics))


def _states_by_seller(
    news: News, parcels: Sequence[int], sellers: set[int]
) -> dict[int, list[State]]:
    """For each seller his numbers by row id, each with its present status and when it happened."""
    found: dict[int, list[State]] = defaultdict(list)
    moments = dict(zip(news.subject_ids, news.moments, strict=False))
    rows: Any = Parcel.objects.filter(pk__in=parcels).annotate(now=F("movement"))
    if news.subject == "order":
        rows = Order.objects.filter(pk__in=news.subject_ids).annotate(now=F("status"))
    mine = rows.filter(seller_id__in=sellers).order_by("pk")
    for pk, seller, number, now in mine.values_list("pk", "seller_id", "number", "now"):
        found[seller].append((number, now, moments.get(pk, news.happened_at)))
    return found


def _delivery(hook: Webhook, news: News, states: list[State], at: datetime) -> Delivery:
    """A message: the numbers, and by number the present status and when the news happened."""
    key, named = "orders" if news.subject == "order" else "parcels", states[:NAMED]
    data = {
        key: [number for number, _, _ in named],
        "count": len(states),
        "happened_at": {number: moment.isoformat() for number, _, moment in named},
        "status": {number: now for number, now, _ in named},
        **news.detail,
    }
    return Delivery(
        webhook=hook,
        message_id=f"msg_{news.pk}_{news.cursor}",
        topic=news.topic,
        payload={"type": news.topic, "timestamp": news.happened_at.isoformat(), "data": data},
        next_try_at=at,
        created_at=at,
    )
