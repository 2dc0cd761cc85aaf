"""Mails to buyers, in their language, on the first entry into a stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
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
from shipments.tracking.codes import CODES


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes, in which language, and the links that end and confirm it."""

    email: str
    language: str
    stop: str
    confirm: str


LEASE = timedelta(minutes=10)
TRIES = 5
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
def claim_notices(*, at: datetime, limit: int = 200) -> list[BuyerNotice]:
    """Take waiting notices that are still true; each is ours until the lease ends."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
    waiting = BuyerNotice.objects.filter(free, status=BuyerNotice.Status.WAITING)
    drop_overtaken(waiting, by=system("send_mails"), at=at)
    rows = waiting.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    taken = list(rows.select_related("parcel__order__buyer", "subscription")[:limit])
    pks = [notice.pk for notice in taken]
    BuyerNotice.objects.filter(pk__in=pks).update(claimed_at=at, attempts=F("attempts") + 1)
    return taken


def send_notices(notices: Sequence[BuyerNotice], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send claimed notices; returns (sent, failed). What fails TRIES times is given up."""
    sent: list[BuyerNotice] = []
    failed: list[BuyerNotice] = []
    with get_connection() as connection:
        for notice in notices:
            (sent if _send(notice, connection, at) else failed).append(notice)
    _record(sent, failed, by=by, at=at)
    return len(sent), len(failed)


def _send(notice: BuyerNotice, connection: Any, at: datetime) -> bool:
    try:
        mail = message(notice, at=at)
        mail.connection = connection
        return bool(mail.send())
    except OSError:
        return False


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
    buyer = notice.parcel.order.buyer
    stop = f"{settings.PUBLIC_URL}/t/{notice.parcel.token}/stop/"
    return Reader(buyer.email, buyer.language, stop, "")


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


@transaction.atomic
def _record(sent: list[BuyerNotice], failed: list[BuyerNotice], *, by: Actor, at: datetime) -> None:
    NOTICE.move(sent, BuyerNotice.Status.SENT, by=by, at=at)
    BuyerNotice.objects.filter(pk__in=[n.pk for n in sent]).update(sent_at=at)
    hopeless = [notice for notice in failed if notice.attempts + 1 >= TRIES]
    NOTICE.move(hopeless, BuyerNotice.Status.GIVEN_UP, by=by, at=at)
