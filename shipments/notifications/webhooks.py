"""Writing webhooks: subscribing, changing, removing, trying out, and sending a message again."""

import re
import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Right
from shipments.errors import BadInput, NotEnough, NotFound
from shipments.notifications.lifecycle import DELIVERY
from shipments.notifications.models import Delivery, Webhook

MOST_A_SELLER = 20
MOST_TOPICS = 50
FAMILIES = ("parcel", "order", "bag", "uld", "consolidation", "leg")
_TOPIC = re.compile(rf"\*|({'|'.join(FAMILIES)})\.(\*|[a-z_]{{1,30}})")


def new_secret() -> str:
    """A signing secret as Standard Webhooks spells it: whsec_ and 24 random bytes in base64."""
    return "whsec_" + b64encode(secrets.token_bytes(24)).decode()


@transaction.atomic
def subscribe(*, url: str, topics: Sequence[str], by: Actor, at: datetime) -> Webhook:
    """Let a seller's address hear news; no topics means all. Its `secret` is told this once.

    Raises BadInput for an address or topic that cannot be, NotEnough past MOST_A_SELLER.
    """
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    if by.seller_id is None:
        raise BadInput("no_seller", "A webhook belongs to a seller; sign in as one.")
    check_url(url)
    check_topics(topics)
    if Webhook.objects.filter(seller_id=by.seller_id).count() >= MOST_A_SELLER:
        raise NotEnough("too_many", f"There are {MOST_A_SELLER} webhooks already; remove one.")
    return Webhook.objects.create(
        seller_id=by.seller_id, url=url, topics=sorted(set(topics)), secret=new_secret()
    )


@transaction.atomic
def change_webhook(
    *,
    webhook: Webhook,
    by: Actor,
    at: datetime,
    url: str | None = None,
    topics: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> Webhook:
    """Change what is given, leave what is None. Raises BadInput."""
    _require_owner(webhook, by)
    if url is not None:
        check_url(url)
        webhook.url = url
    if topics is not None:
        check_topics(topics)
        webhook.topics = sorted(set(topics))
    if is_active is not None:
        webhook.is_active = is_active
    webhook.save(update_fields=["url", "topics", "is_active"])
    return webhook


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: Actor, at: datetime) -> None:
    """Remove a webhook with the log of its deliveries."""
    _require_owner(webhook, by)
    webhook.delete()


@transaction.atomic
def send_test(*, webhook: Webhook, by: Actor, at: datetime) -> Delivery:
    """Queue a message of topic "test" for this webhook alone."""
    _require_owner(webhook, by)
    if not webhook.is_active:
        raise BadInput("not_active", "This webhook is switched off; switch it on first.")
    return Delivery.objects.create(
        webhook=webhook,
        message_id=f"msg_test_{secrets.token_hex(8)}",
        topic="test",
        payload={"type": "test", "timestamp": at.isoformat(), "data": {}},
        next_try_at=at,
        created_at=at,
    )


@transaction.atomic
def replay_delivery(*, delivery: Delivery, by: Actor, at: datetime) -> Delivery:
    """Send a message again, with the same id; one that still waits is sent at once."""
    _require_owner(delivery.webhook, by)
    DELIVERY.move([delivery], Delivery.Status.WAITING, by=by, at=at).all_or_refuse()
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.update(next_try_at=at, attempts=0, claimed_at=None)
    delivery.refresh_from_db()
    return delivery


def check_url(url: str) -> None:
    """Raises BadInput for an address that we do not send to.

    In earnest only https and no address of our own network; names are looked up when sending.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _bad_url("This is no web address.") from None
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise _bad_url("Give an address that begins with https:// and holds no password.")
    if settings.LAPTOP:
        return
    if parts.scheme != "https" or _is_inside(host):
        raise _bad_url("Give a public address that begins with https://.")


def _bad_url(text: str) -> BadInput:
    return BadInput("bad_url", text, {"url": text})


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def check_topics(topics: Sequence[str]) -> None:
    """Raises BadInput for a topic that can never be published."""
    wrong = [topic for topic in topics if not _TOPIC.fullmatch(topic)]
    if wrong or len(topics) > MOST_TOPICS:
        text = "Topics are *, a family such as parcel.*, or a name such as parcel.delivered."
        raise BadInput("bad_topic", text, {"topics": ", ".join(wrong)[:200]})


def _require_owner(webhook: Webhook, by: Actor) -> None:
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    if by.seller_id is not None and by.seller_id != webhook.seller_id:
        raise NotFound("not_found", "There is no such webhook.")
