"""Benchmarks with enemies: what slow receivers and broken letters cost all others."""

import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from smtplib import SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.dummy import EmailBackend
from django.utils import timezone

from shipments.actor import system
from shipments.notifications.delivery import send_due
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.webhooks import new_secret
from shipments.parties.models import Seller
from tracker.bench import receivers
from tracker.bench.mails import make_letters
from tracker.bench.measure import Row
from tracker.bench.receivers import receiver
from tracker.bench.work import beside

BY = system("bench")
SENDERS, EACH = 20, 5
SLOW = (receivers.dead, receivers.drips_head, receivers.drips_body)
_SEND_LETTERS = (
    "from tracker.bench.mails import send_all; from django.conf import settings;"
    "settings.EMAIL_BACKEND = 'django.core.mail.backends.dummy.EmailBackend';"
    "send_all()"
)


def hostile_webhooks(letters: int) -> Row:
    """How long sellers' messages wait, quiet, and beside three slow receivers and letters."""
    quiet = _waits("QUIET")
    make_letters("HOSTILE", letters)
    mailing = beside(_SEND_LETTERS)
    try:
        with ExitStack() as stack:
            for number, temper in enumerate(SLOW):
                url = stack.enter_context(receiver(temper))
                _leave(f"SLOW{number}", url, 20, before=timedelta(hours=1))
            loud = _waits("LOUD")
    finally:
        _end(mailing)
    return _row("hostile_webhooks", quiet, loud, f"3 slow receivers, {letters} letters")


def _waits(prefix: str) -> list[float]:
    """The seconds each message of many sellers waited until their machines had answered it."""
    heard: list[float] = []
    with receiver(receivers.quick, heard) as url:
        for number in range(SENDERS):
            _leave(f"{prefix}{number}", url, EACH)
        begun = time.monotonic()
        until = begun + 60
        send_due(
            by=BY,
            clock=timezone.now,
            has_time=lambda: len(heard) < SENDERS * EACH and time.monotonic() < until,
        )
    return sorted(moment - begun for moment in heard)


def _leave(code: str, url: str, count: int, *, before: timedelta = timedelta()) -> None:
    """A seller whose address has so many messages that wait."""
    at = timezone.now() - before
    seller, _ = Seller.objects.get_or_create(code=code, defaults={"name_zh": code, "uscc": code})
    hook = Webhook.objects.create(seller=seller, url=url, secret=new_secret())
    Delivery.objects.bulk_create(
        Delivery(
            webhook=hook,
            message_id=f"msg_{hook.pk}_{n}",
            topic="test",
            next_try_at=at,
            payload={"type": "test"},
            created_at=at,
        )
        for n in range(count)
    )


def _end(mailing: subprocess.Popen) -> None:
    mailing.terminate()
    mailing.wait(30)


class Moody(EmailBackend):
    """A server that hangs up on every hundredth letter."""

    meets = 0

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        Moody.meets += 1
        if Moody.meets % 100 == 0:
            raise SMTPServerDisconnected
        return super().send_messages(email_messages)


def hostile_mails(count: int) -> Row:
    """How long letters wait for their turn, quiet, and where every hundredth breaks the line."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    make_letters("CALM", count)
    quiet = _turns()
    settings.EMAIL_BACKEND = f"{__name__}.Moody"
    make_letters("ROUGH", count)
    return _row("hostile_mails", quiet, _turns(), "each hundredth letter breaks the line")


def _turns() -> list[float]:
    """The seconds until each letter's batch was sent."""
    begun, at = time.monotonic(), timezone.now()
    turns: list[float] = []
    while notices := claim_notices(at=at):
        sent, _ = send_notices(notices, by=BY, at=at)
        turns += [time.monotonic() - begun] * sent
    return turns


def _row(name: str, quiet: list[float], loud: list[float], note: str) -> Row:
    calm, rough = _p95(quiet), _p95(loud)
    ratio = calm / rough if len(loud) >= len(quiet) * 0.98 else 0.0
    return Row(name, round(rough, 3), "s", round(calm, 3), round(ratio, 3), 0.5, ratio >= 0.5, note)


def _p95(waits: list[float]) -> float:
    return waits[int(len(waits) * 0.95)] if waits else float("inf")
