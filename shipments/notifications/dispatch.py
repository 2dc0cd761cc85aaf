"""Expanding the outbox: news become webhook deliveries and buyers' notices, by chunks."""

from collections.abc import Callable, Sequence
from datetime import datetime

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from shipments.notifications.buyer_notices import notify_buyers, tells_by_moment
from shipments.notifications.models import Webhook
from shipments.notifications.payloads import Chunk, leave_deliveries
from shipments.outbox.models import OutboxEvent
from shipments.runs.apart import forgive, put_off, resting
from shipments.runs.failures import tell
from shipments.tracking.actions import PROJECTING, project_contents
from shipments.tracking.containers import containments_at, parcels_inside
from shipments.tracking.models import SUBJECTS, Projection

CHUNK = 5_000
# Rows of one topic that name few are told together: so many, each of so few.
TOGETHER, FEW = 500, 50
# The step of the job, as its failures name it.
PUBLISHING = "publish_news"
# The highest id a row can have.
LAST = 2**63 - 1


def publish_news(
    *, at: datetime, chunks: int = 200, has_turn: Callable[[], bool] = lambda: True
) -> int:
    """Expand waiting news in the order written; returns the number of chunks done.

    Rows of one topic that name few parcels or orders are told together, as one chunk. Each chunk
    is a transaction that also moves the row's cursor: a killed job goes on from there, and two jobs
    never take the same row. A chunk that raises is cut up, down to the parcel at fault, whose row
    rests; what a row has told once it never tells again. The parcels inside a container are moved
    first, so that its news finds them as it says; where another job moves them, the news waits.
    What is not done when its turn is over waits for the next.
    """
    project_contents(at=at, has_turn=has_turn)
    done = 0
    for _ in range(chunks):
        if not has_turn() or (told := _publish_next(at)) is None:
            break
        done += told
    return done


@transaction.atomic
def _publish_next(at: datetime) -> bool | None:
    """Whether the next chunk was told; None where none is due."""
    free = _awake(at).select_for_update(skip_locked=True)
    news = free.first()
    if news is None:
        return None
    return _published_together(news, free, at) or _published_alone(news, at)


def _awake(at: datetime) -> QuerySet[OutboxEvent]:
    """News that waits, is due, does not rest, and of which the parcels inside have moved."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=timezone.now())
    waiting = OutboxEvent.objects.filter(due, published_at__isnull=True).order_by("pk")
    moving = Projection.objects.filter(done_at__isnull=True)
    at_work = moving.exclude(event_id__in=resting(PROJECTING, at=at))
    early = Q()
    for subject in SUBJECTS[1:]:
        inside = at_work.filter(**{f"event__{subject}": OuterRef("subject_ids__0")})
        early |= Q(Exists(inside), subject=subject)
    return waiting.exclude(pk__in=resting(PUBLISHING, at=at)).exclude(early)


def _published_together(news: OutboxEvent, free: QuerySet[OutboxEvent], at: datetime) -> bool:
    """Tell all rows of its topic that name few, where there are several and none is at fault."""
    if news.subject not in ("parcel", "order"):
        return False
    few = free.filter(
        topic=news.topic, subject=news.subject, cursor=0, until=None, subject_ids__len__lte=FEW
    )
    rows = list(few[:TOGETHER])
    if len(rows) < 2:
        return False
    try:
        with transaction.atomic():
            _tell_all(rows, at)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        return False
    return True


def _tell_all(rows: Sequence[OutboxEvent], at: datetime) -> None:
    chunks = [
        Chunk(row, sorted(row.subject_ids) if row.subject == "parcel" else ()) for row in rows
    ]
    told: dict[datetime | None, tuple[OutboxEvent, set[int]]] = {}
    for row, chunk in zip(rows, chunks, strict=True):
        moment = row.happened_at if tells_by_moment(row) else None
        told.setdefault(moment, (row, set()))[1].update(chunk.parcels)
    for first, concerned in told.values():
        notify_buyers(first, sorted(concerned), at)
    leave_deliveries(_hooks(), chunks, at)
    pks = [row.pk for row in rows]
    OutboxEvent.objects.filter(pk__in=pks).update(published_at=at)
    forgive(PUBLISHING, *rows)


def _published_alone(news: OutboxEvent, at: datetime) -> bool:
    """Whether the row's next chunk was told; what raises is cut in two, or rests."""
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


def _put_off(news: OutboxEvent, parcels: list[int], fault: Exception, at: datetime) -> None:
    """Let a chunk rest that cannot be told; what lies behind it goes on."""
    if len(parcels) == CHUNK:
        _cut(news, after=parcels[-1])
    tell([put_off(PUBLISHING, news, fault, at=at)])


def _publish_chunk(news: OutboxEvent, parcels: list[int], at: datetime) -> Exception | None:
    """Tell a chunk; the fault of a webhook, where others have been told, leaves it to be told."""
    notify_buyers(news, parcels, at)
    fault = _notify_sellers(news, parcels, at)
    if fault is None:
        news.cursor = parcels[-1] if parcels else news.cursor
        if len(parcels) < CHUNK:
            news.published_at = at
        news.save(update_fields=["cursor", "published_at"])
        forgive(PUBLISHING, news)
    return fault


def _cut(news: OutboxEvent, *, after: int) -> None:
    """Leave to a row the parcels up to this one; those after it become a row of their own."""
    fields = (
        "topic",
        "subject",
        "subject_ids",
        "moments",
        "seller_id",
        "detail",
        "happened_at",
        "until",
        "not_before",
    )
    if news.until is None or after < news.until:
        OutboxEvent.objects.create(cursor=after, **{name: getattr(news, name) for name in fields})
        news.until = after
        news.save(update_fields=["until"])


def _next_parcels(news: OutboxEvent) -> list[int]:
    """The next chunk of parcels a row is about, by id, from its cursor on."""
    last = news.until or LAST
    if news.subject == "parcel":
        return sorted(pk for pk in news.subject_ids if news.cursor < pk <= last)[:CHUNK]
    inside = containments_at(news.subject, news.subject_ids, at=news.happened_at)
    rows = inside.filter(parcel_id__lte=last)
    return parcels_inside(rows, after=news.cursor, size=CHUNK)


def _hooks() -> list[Webhook]:
    rows = Webhook.objects.filter(is_active=True).order_by("pk")
    return list(rows.only("pk", "seller_id", "topics"))


def _notify_sellers(news: OutboxEvent, parcels: Sequence[int], at: datetime) -> Exception | None:
    """Tell the webhooks that want the topic; where some can be told and some not, a fault of those.

    Raises where none can be told.
    """
    hooks, chunk = _hooks(), Chunk(news, parcels)
    if not hooks:
        return None
    try:
        with transaction.atomic():
            leave_deliveries(hooks, [chunk], at)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        faults = [fault for hook in hooks if (fault := _fault_of(hook, chunk, at))]
        if len(faults) == len(hooks):
            raise
        return faults[0] if faults else None
    return None


def _fault_of(hook: Webhook, chunk: Chunk, at: datetime) -> Exception | None:
    """Tell one webhook by itself; what it raises."""
    try:
        with transaction.atomic():
            leave_deliveries([hook], [chunk], at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        return fault
    return None
