"""Sending webhooks: taken, signed by Standard Webhooks, sent side by side, each answer kept."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime, timedelta
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from standardwebhooks import Webhook as Signer

from shipments.actor import Actor, system
from shipments.notifications.connection import AT_ONCE, Answer, Line
from shipments.notifications.health import note_answer
from shipments.notifications.lifecycle import DELIVERY
from shipments.notifications.models import Delivery, Webhook
from shipments.runs.failures import OneByOne, one_by_one

# Minutes to wait after each failed try; after the last one we give up and the seller may replay.
BACKOFF = (1, 5, 30, 120, 360, 720, 1440)
TRIES = len(BACKOFF) + 1
# In real time, far longer than a message may take: what was taken and never answered is free again.
LEASE = timedelta(minutes=2)
# So many of one seller's addresses are sent to at the same time, however many he has.
A_SELLER = 2
LOOK_AGAIN_SECONDS = 0.5

Fault = Delivery.Fault
Flying = dict[Future[Answer], Delivery]


@transaction.atomic
def claim_deliveries(*, at: datetime, limit: int = AT_ONCE) -> list[Delivery]:
    """Take what is due, one message for an address at a time, and A_SELLER addresses of a seller.

    Each taking is one of its TRIES, and its address is ours until the message is answered or the
    lease ends, so two jobs never share. What was taken TRIES times is given up.
    """
    hooks = list(_turn(at, limit).select_for_update(skip_locked=True, of=("self",)))
    due = _due(at).filter(webhook__in=[hook.pk for hook in hooks])
    first = due.order_by("webhook", "next_try_at", "pk").distinct("webhook")
    found = list(first.select_related("webhook").defer("webhook__secret", "webhook__old_secret"))
    tired = [item for item in found if item.attempts >= TRIES]
    note = f"taken {TRIES} times"
    DELIVERY.move(tired, Delivery.Status.GIVEN_UP, by=system("send_webhooks"), at=at, note=note)
    taken = [item for item in found if item.attempts < TRIES]
    Delivery.objects.filter(pk__in=[item.pk for item in taken]).update(attempts=F("attempts") + 1)
    busy = Webhook.objects.filter(pk__in=[item.webhook_id for item in taken])
    busy.update(busy_until=timezone.now() + LEASE)
    for item in taken:
        item.attempts += 1
    return taken


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(status=Delivery.Status.WAITING, next_try_at__lte=at)


def _turn(at: datetime, limit: int) -> QuerySet[Webhook]:
    """The addresses whose turn it is: those that have waited longest, a few of each seller."""
    now = timezone.now()
    on_its_way = Webhook.objects.filter(busy_until__gt=now).values_list("seller")
    busy = Counter(dict(on_its_way.annotate(n=Count("pk"))))
    calm = Q(paused_until__isnull=True) | Q(paused_until__lte=at)
    free = Q(busy_until__isnull=True) | Q(busy_until__lte=now)
    idle = Webhook.objects.filter(calm & free, is_active=True)
    waiting = Delivery.objects.filter(webhook=OuterRef("pk"), status=Delivery.Status.WAITING)
    first = waiting.order_by("next_try_at").values("next_try_at")[:1]
    due = idle.annotate(since=Subquery(first)).filter(since__lte=at)
    few: list[int] = []
    for pk, seller in due.order_by("since", "pk").values_list("pk", "seller"):
        busy[seller] += 1
        few += [pk] if busy[seller] <= A_SELLER else []
    return idle.filter(pk__in=few[:limit]).order_by("pk")


def send_due(
    *, by: Actor, clock: Callable[[], datetime], has_time: Callable[[], bool]
) -> tuple[int, int]:
    """Send what is due, many side by side, until nothing is or time is up; (delivered, failed).

    `clock` gives the world's time. No transaction is open. A slow address keeps only its own
    place: the others go on beside it.
    """

    def some(room: int) -> list[Delivery]:
        return claim_deliveries(at=clock(), limit=room) if room and has_time() else []

    return _fly(some, by, clock)


def send_deliveries(deliveries: Sequence[Delivery], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send these that were taken, side by side; returns (delivered, failed)."""
    waiting = list(deliveries)

    def some(room: int) -> list[Delivery]:
        taken, waiting[:room] = waiting[:room], []
        return taken

    return _fly(some, by, lambda: at)


def _fly(
    take: Callable[[int], list[Delivery]], by: Actor, clock: Callable[[], datetime]
) -> tuple[int, int]:
    """Send what `take` gives for the room there is; each answer is written down as it comes.

    Whatever one of them raises is its own answer, and the others are sent. What is still on its
    way when the job is cut off is written down as that.
    """
    told: Counter[bool] = Counter()
    flying: Flying = {}
    with Line() as line, one_by_one("send_webhooks") as apart:
        try:
            while (taken := take(AT_ONCE - len(flying))) or flying:
                for delivery in taken:
                    told[False] += not _launch(delivery, line, flying, apart, by=by, at=clock())
                for future in wait(flying, LOOK_AGAIN_SECONDS, FIRST_COMPLETED).done:
                    delivery = flying.pop(future)
                    with apart(delivery.message_id):
                        told[future.result().is_good] += 1
                        record_answer(delivery=delivery, answer=future.result(), by=by, at=clock())
        finally:
            for delivery in flying.values():
                cut_off = Answer(0, fault=Fault.CUT_OFF)
                record_answer(delivery=delivery, answer=cut_off, by=by, at=clock())
    return told[True], told[False]


def _launch(
    delivery: Delivery, line: Line, flying: Flying, apart: OneByOne, *, by: Actor, at: datetime
) -> bool:
    """Sign a message and let it go; a fault of ours is an answer too."""
    try:
        with transaction.atomic():
            fields = ["secret", "old_secret", "old_secret_until"]
            delivery.webhook.refresh_from_db(fields=fields)
            delivery.sent_at = timezone.now()
            delivery.sent_headers = headers(delivery, delivery.sent_at)
        hook, body = delivery.webhook, delivery.body.encode()
        flying[line.send(hook.url, body, delivery.sent_headers)] = delivery
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        apart.note(delivery.message_id, error)
        ours = Answer(0, fault=Fault.OURS)
        record_answer(delivery=delivery, answer=ours, by=by, at=at)
        return False
    return True


def headers(delivery: Delivery, now: datetime) -> dict[str, str]:
    """Standard Webhooks' id, timestamp and signatures of id.timestamp.body; answers come plain.

    `now` is real time: a receiver compares it with his own clock. While a secret is followed by
    a new one, both sign.
    """
    hook = delivery.webhook
    secrets = [hook.secret]
    if hook.old_secret and hook.old_secret_until and now < hook.old_secret_until:
        secrets.append(hook.old_secret)
    signed = [Signer(secret).sign(delivery.message_id, now, delivery.body) for secret in secrets]
    return {
        "accept-encoding": "identity",
        "content-type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signed),
    }


@transaction.atomic
def record_answer(*, delivery: Delivery, answer: Answer, by: Actor, at: datetime) -> None:
    """Write down a try's answer: delivered, try again later, or given up; and how its address is.

    `at` is the world's time.
    """
    fields: dict[str, Any] = {
        "answer_status": answer.status,
        "answer": answer.text,
        "fault": answer.fault,
        "sent_at": delivery.sent_at,
        "sent_headers": delivery.sent_headers,
    }
    if answer.is_good:
        DELIVERY.move([delivery], Delivery.Status.DELIVERED, by=by, at=at)
        fields["delivered_at"] = at
    elif delivery.attempts >= TRIES:
        DELIVERY.move([delivery], Delivery.Status.GIVEN_UP, by=by, at=at)
    else:
        fields["next_try_at"] = at + timedelta(minutes=BACKOFF[delivery.attempts - 1])
    Delivery.objects.filter(pk=delivery.pk).update(**fields)
    note_answer(hook_id=delivery.webhook_id, answer=answer, at=at)
