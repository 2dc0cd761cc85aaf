"""Writing webhooks: subscribing, changing, a new secret, trying out, sending a message again."""

import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from shipments.actor import SELLER_WRITERS, Actor, Right
from shipments.errors import BadInput, NotEnough, NotFound
from shipments.notifications.addresses import is_public, literal_of, may_use, port_of
from shipments.notifications.health import let_go
from shipments.notifications.lifecycle import DELIVERY
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.topics import FAMILIES, TOPICS
from shipments.sentences import Sentence, say

MOST_A_SELLER = 20
MOST_TOPICS = 50
# So long after a new secret was made the old one signs too, in real time.
OVERLAP = timedelta(hours=24)
INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")


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
        raise BadInput("no_seller", say("A webhook belongs to a seller; sign in as one."))
    check_url(url)
    check_topics(topics)
    if Webhook.objects.filter(seller_id=by.seller_id).count() >= MOST_A_SELLER:
        text = say("There are %(n)s webhooks already; remove one.", n=MOST_A_SELLER)
        raise NotEnough("too_many", text)
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
    """Change what is given, leave what is None; one switched on again begins anew.

    Raises BadInput.
    """
    _require_owner(webhook, by)
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if url is not None:
        check_url(url)
        webhook.url = url
    if topics is not None:
        check_topics(topics)
        webhook.topics = sorted(set(topics))
    if is_active is not None:
        webhook.is_active = is_active
    if is_active or url is not None:
        let_go(hook=webhook)
    webhook.save(
        update_fields=[
            "url",
            "topics",
            "is_active",
            "failures",
            "failing_since",
            "paused_until",
            "off_reason",
            "off_at",
            "told_off_at",
        ]
    )
    return webhook


@transaction.atomic
def rotate_secret(*, webhook: Webhook, by: Actor, at: datetime) -> Webhook:
    """Give a webhook a new `secret`, told this once; the old one signs too for OVERLAP.

    That time is real, whatever clock the world runs on: so a receiver has it to change over.
    """
    _require_owner(webhook, by)
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    webhook.old_secret, webhook.secret = webhook.secret, new_secret()
    webhook.old_secret_until = timezone.now() + OVERLAP
    webhook.save(update_fields=["old_secret", "secret", "old_secret_until"])
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
        text = say("This webhook is switched off; switch it on first.")
        raise BadInput("not_active", text)
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
    rows.update(next_try_at=at, attempts=0)
    delivery.refresh_from_db()
    return delivery


def check_url(url: str) -> None:
    """Raises BadInput for an address that we do not send to.

    In earnest only https on its own port, and no address of our own network; names are looked up
    when sending.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", port_of(url)
    except ValueError:
        raise _bad_url(say("This is no web address.")) from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        text = say("Give an address that begins with https:// and holds no password.")
        raise _bad_url(text)
    if not settings.DEMO_DEFAULTS and (parts.scheme != "https" or _is_inside(host)):
        raise _bad_url(say("Give a public address that begins with https://."))
    if not may_use(port):
        raise _bad_url(say("We send to port 443 only: give an address without another port."))


def _bad_url(text: Sentence) -> BadInput:
    return BadInput("bad_url", text, {"url": str(text)})


def _is_inside(host: str) -> bool:
    name = host.lower().rstrip(".")
    if digits := literal_of(host):
        return not is_public(digits)
    return "." not in name or name.endswith(INSIDE)


def check_topics(topics: Sequence[str]) -> None:
    """Raises BadInput for a topic that can never be published; TOPICS lists those that can."""
    known = {"*", *TOPICS, *(f"{family}.*" for family in FAMILIES)}
    wrong = [topic for topic in topics if topic not in known]
    if wrong or len(topics) > MOST_TOPICS:
        text = say("Topics are *, a family such as parcel.*, or a name such as parcel.delivered.")
        raise BadInput("bad_topic", text, {"topics": ", ".join(wrong)[:200]})


def _require_owner(webhook: Webhook, by: Actor) -> None:
    by.require(*SELLER_WRITERS)
    by.require_right(Right.KEYS)
    if by.seller_id is not None and by.seller_id != webhook.seller_id:
        raise NotFound("not_found", say("There is no such webhook."))
