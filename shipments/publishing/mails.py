"""Mails to buyers, in their language, on the first entry into a stage."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from shipments.actor import Actor, system
from shipments.journeys.queries import PublicJourney, journey_of
from shipments.journeys.reasons import words_of
from shipments.moments import day_of
from shipments.notifications.lifecycle import NOTICE
from shipments.notifications.models import BuyerNotice
from shipments.notifications.subscriptions import CONFIRM
from shipments.publishing.later import LATER
from shipments.publishing.truth import drop_overtaken
from shipments.runs.failures import fault_of, one_by_one
from shipments.tracking.codes import CODES


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes, in which language, and the links that end and confirm it."""

    email: str
    language: str
    stop: str
    confirm: str


Status = BuyerNotice.Status
LEASE = timedelta(minutes=10)
TRIES = 5
# So few that a slow server is done with them well within the lease.
BATCH, LIMIT = 50, 1_000
# With all that a letter says; read one by one, so that one unreadable person stops no other.
_WHOLE = BuyerNotice.objects.select_related("parcel__order__receiver", "subscription")
STAGE_CODES = {
    "accepted": "created",
    "at_harbin": "packed",
    "export_customs": "export_filed",
    "in_flight": "departed",
    "in_russia": "arrived",
    "import_customs": "import_presented",
    "last_mile": "handed_over",
}


@transaction.atomic
def give_up_tired(*, by: Actor, at: datetime) -> int:
    """Give up what was taken TRIES times and never came to an end; returns how many."""
    rows = _free(at).filter(attempts__gte=TRIES).order_by("pk")
    tired = list(rows.select_for_update(skip_locked=True)[:LIMIT])
    return len(NOTICE.move(tired, Status.GIVEN_UP, by=by, at=at, why=f"taken {TRIES} times").moved)


@transaction.atomic
def claim_notices(*, at: datetime, limit: int = BATCH) -> list[BuyerNotice]:
    """Take waiting notices that are still true; each is ours until the lease ends.

    Each taking is one of its TRIES.
    """
    waiting = _free(at).filter(attempts__lt=TRIES)
    drop_overtaken(waiting, by=system("send_mails"), at=at)
    taken = list(waiting.order_by("pk").select_for_update(skip_locked=True)[:limit])
    pks = [notice.pk for notice in taken]
    BuyerNotice.objects.filter(pk__in=pks).update(claimed_at=at, attempts=F("attempts") + 1)
    for notice in taken:
        notice.attempts += 1
    return taken


def _free(at: datetime) -> QuerySet[BuyerNotice]:
    unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
    return BuyerNotice.objects.filter(unclaimed, status=Status.WAITING)


def send_notices(notices: Sequence[BuyerNotice], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send claimed notices, each written down as soon as it is sent; returns (sent, failed).

    One that cannot be sent never stops another: it is tried again after the lease, and given up
    after TRIES, or at once where its address is none. Where the server cannot be reached, what is
    left is put back (that was no try) and the error is raised. No transaction is open.
    """
    sent, line = 0, get_connection()
    try:
        with one_by_one("send_mails") as apart:
            for place, notice in enumerate(notices):
                _dial(line, notices[place:])
                with apart(f"notice {notice.pk}"):
                    sent += _sent(notice, line, by=by, at=at)
    finally:
        _hang_up(line)
    return sent, len(notices) - sent


def _dial(line: Any, left: Sequence[BuyerNotice]) -> None:
    """Open the line to the server, where it is not open; one that breaks is opened anew."""
    try:
        line.open()
    except Exception:
        rows = BuyerNotice.objects.filter(pk__in=[notice.pk for notice in left])
        rows.update(claimed_at=None, attempts=F("attempts") - 1)
        raise


def _hang_up(line: Any) -> None:
    """Close the line, whatever state it is in."""
    with suppress(OSError):
        line.close()


def _sent(notice: BuyerNotice, line: Any, *, by: Actor, at: datetime) -> bool:
    """Send one notice and write it down, or what hindered it; raises only what is a fault of ours.

    A letter that was sent and could not be written down goes once more after the lease.
    """
    try:
        with transaction.atomic():
            mail = message(_WHOLE.get(pk=notice.pk), at=at)
        validate_email(mail.to[0])
        mail.connection = line
        mail.send()
        _record_sent(notice, by=by, at=at)
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        _hang_up(line)
        _record_fault(notice, fault, by=by, at=at)
        if isinstance(fault, OSError | ValidationError):
            return False
        raise
    return True


@transaction.atomic
def _record_sent(notice: BuyerNotice, *, by: Actor, at: datetime) -> None:
    NOTICE.move([notice], Status.SENT, by=by, at=at)
    BuyerNotice.objects.filter(pk=notice.pk).update(sent_at=at, error="")


@transaction.atomic
def _record_fault(notice: BuyerNotice, fault: Exception, *, by: Actor, at: datetime) -> None:
    """Without the address: it is a person's."""
    why, is_hopeless = _reason(fault)
    BuyerNotice.objects.filter(pk=notice.pk).update(error=why)
    if is_hopeless or notice.attempts >= TRIES:
        NOTICE.move([notice], Status.GIVEN_UP, by=by, at=at, why=why)


def _reason(fault: Exception) -> tuple[str, bool]:
    """Why a letter did not go, and whether it never will."""
    if isinstance(fault, ValidationError):
        return "The address is no e-mail address.", True
    if isinstance(fault, SMTPRecipientsRefused):
        codes = {code for code, _text in fault.recipients.values()}
        text = f"The server refuses the address: {', '.join(map(str, sorted(codes)))}."
        return text, all(500 <= code < 600 for code in codes)
    return fault_of(fault), False


def message(notice: BuyerNotice, *, at: datetime) -> EmailMessage:
    """The mail itself, in its reader's language; whoever reads it can end it by one click."""
    reader = _reader(notice)
    with override(reader.language):
        subject, body = _written(notice, reader, at)
    return EmailMessage(
        subject,
        body,
        to=[reader.email],
        headers={
            "List-Unsubscribe": f"<{reader.stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _reader(notice: BuyerNotice) -> Reader:
    """One who subscribed, or else the order's own buyer."""
    if wish := notice.subscription:
        own = f"{settings.PUBLIC_URL}/news/{wish.token}"
        return Reader(wish.email, wish.language, f"{own}/stop/", f"{own}/confirm/")
    receiver = notice.parcel.order.receiver
    stop = f"{settings.PUBLIC_URL}/t/{notice.parcel.token}/stop/"
    return Reader(receiver.email, receiver.language, stop, "")


def _written(notice: BuyerNotice, reader: Reader, at: datetime) -> tuple[str, str]:
    """What happened, when it comes, the link, and how to hear no more."""
    parcel = notice.parcel
    context: dict[str, Any] = {"number": parcel.number, "stop": reader.stop}
    if notice.stage == CONFIRM:
        subject = _("Confirm: news of parcel %(number)s") % {"number": parcel.number}
        context["url"] = reader.confirm
        return subject, render_to_string("emails/confirm.txt", context)
    journey = journey_of(parcel, at=at)
    context |= _days(journey, reader.language)
    context["url"] = f"{settings.PUBLIC_URL}/t/{parcel.token}/"
    if notice.stage.startswith(LATER):
        context["why"] = _why(journey, reader.language)
        subject = _("Parcel %(number)s will come later") % {"number": parcel.number}
        return subject, render_to_string("emails/later.txt", context)
    text = CODES[STAGE_CODES.get(notice.stage, notice.stage)].text(reader.language)
    context |= {"text": text, "action": journey.action}
    return f"{parcel.number}: {text}", render_to_string("emails/stage.txt", context)


def _days(journey: PublicJourney, language: str) -> dict[str, str]:
    """The window as days, where there is one that waits for no deed of the reader's."""
    if (window := journey.window) is None or journey.action:
        return {}
    zone, at = journey.zone, journey.at
    first = day_of(window.earliest, zone, language, at=at)
    return {"first": first, "last": day_of(window.latest, zone, language, at=at)}


def _why(journey: PublicJourney, language: str) -> str:
    """What moved the window last, as the page says it too."""
    if not journey.changes:
        return ""
    text, reason = words_of(journey.changes[0], language)
    return f"{text}: {reason.rstrip('. ')}" if reason else text
