"""Sending webhooks: claimed, signed by Standard Webhooks, sent, and the answer written down."""

import ipaddress
import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from standardwebhooks import Webhook as Signer

from shipments.actor import Actor
from shipments.notifications.lifecycle import DELIVERY
from shipments.notifications.models import Delivery
from shipments.runs.failures import one_by_one

# Minutes to wait after each failed try; after the last one we give up and the seller may replay.
BACKOFF = (1, 5, 30, 120, 360, 720, 1440)
LEASE = timedelta(minutes=10)
TIMEOUT_SECONDS = 10
KEPT_ANSWER = 2_000
# So few that the last of a batch of slow ones is still signed with a time receivers believe (five
# minutes by Standard Webhooks), and well within the lease.
BATCH = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; status 0 means that it could not be reached."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@transaction.atomic
def claim_deliveries(*, at: datetime, limit: int = BATCH) -> list[Delivery]:
    """Take deliveries that are due; each is ours until the lease ends, so two jobs never share."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
    due = Delivery.objects.filter(
        free, status=Delivery.Status.WAITING, next_try_at__lte=at, webhook__is_active=True
    )
    rows = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True, of=("self",))
    taken = list(rows.select_related("webhook").defer("webhook__secret")[:limit])
    pks = [row.pk for row in taken]
    Delivery.objects.filter(pk__in=pks).update(claimed_at=at, attempts=F("attempts") + 1)
    for row in taken:
        row.attempts += 1
    return taken


def send_deliveries(deliveries: Sequence[Delivery], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send claimed deliveries one by one; returns (delivered, failed). No transaction is open.

    Whatever one of them raises is its own answer, and the others are sent.
    """
    good = 0
    with (
        httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client,
        one_by_one("send_webhooks") as apart,
    ):
        for delivery in deliveries:
            with apart(delivery.message_id):
                good += _send(client, delivery, by=by, at=at)
    return good, len(deliveries) - good


def _send(client: httpx.Client, delivery: Delivery, *, by: Actor, at: datetime) -> bool:
    """Whether the other side took it; a fault of ours is an answer too, and raised once written."""
    fault = None
    try:
        answer = _post(client, delivery, at)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        answer = Answer(0, str(error).replace("\x00", "")[:KEPT_ANSWER])
    except Exception as error:
        fault = error
        answer = Answer(0, f"Not sent, for a fault of ours: {type(error).__name__}.")
    record_answer(delivery=delivery, answer=answer, by=by, at=at)
    if fault is not None:
        raise fault
    return answer.is_good


def _post(client: httpx.Client, delivery: Delivery, at: datetime) -> Answer:
    with transaction.atomic():
        delivery.webhook.refresh_from_db(fields=["secret"])
    if not settings.LAPTOP and not is_public_address(delivery.webhook.url):
        return Answer(0, "The address is not a public one.")
    body = json.dumps(delivery.payload, ensure_ascii=False)
    url, signed = delivery.webhook.url, headers(delivery, body, at)
    with client.stream("POST", url, content=body.encode(), headers=signed) as answer:
        return Answer(answer.status_code, _beginning(answer))


def _beginning(answer: httpx.Response) -> str:
    """The answer's first text, without NUL; what follows is not read, however long it is."""
    first = next(answer.iter_raw(KEPT_ANSWER), b"")
    return first.decode("utf-8", "replace").replace("\x00", "")


def headers(delivery: Delivery, body: str, at: datetime) -> dict[str, str]:
    """Standard Webhooks' id, timestamp and signature of id.timestamp.body; answers come plain."""
    signer = Signer(delivery.webhook.secret)
    return {
        "accept-encoding": "identity",
        "content-type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signer.sign(delivery.message_id, at, body),
    }


def is_public_address(url: str) -> bool:
    """Whether every address of the URL's host is a global one; others could be our own network."""
    host = urlsplit(url).hostname or ""
    try:
        found = socket.getaddrinfo(host, None)
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(info[4][0]).is_global for info in found)


@transaction.atomic
def record_answer(*, delivery: Delivery, answer: Answer, by: Actor, at: datetime) -> None:
    """Write down a try's answer: delivered, try again later, or given up."""
    fields = {"answer_status": answer.status, "answer": answer.text, "claimed_at": None}
    if answer.is_good:
        DELIVERY.move([delivery], Delivery.Status.DELIVERED, by=by, at=at)
        fields["delivered_at"] = at
    elif delivery.attempts > len(BACKOFF):
        DELIVERY.move([delivery], Delivery.Status.GIVEN_UP, by=by, at=at)
    else:
        fields["next_try_at"] = at + timedelta(minutes=BACKOFF[delivery.attempts - 1])
    Delivery.objects.filter(pk=delivery.pk).update(**fields)
