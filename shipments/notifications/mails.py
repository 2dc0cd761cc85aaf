"""Mails to buyers, in their language: taken, sent over one line, each marked as it is sent."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from smtplib import SMTPRecipientsRefused
from typing import Any

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from shipments.actor import Actor
from shipments.journeys.queries import (
    Goods,
    PublicJourney,
    contents_of,
    goods_in,
    journey_of,
    journeys_of,
)
from shipments.journeys.reasons import words_of
from shipments.moments import day_of
from shipments.notifications.delays import LATER
from shipments.notifications.letters import STAGE_CODES
from shipments.notifications.lifecycle import NOTICE
from shipments.notifications.models import BuyerNotice
from shipments.notifications.pacing import wanted
from shipments.notifications.subscriptions import CONFIRM, LINK
from shipments.parcels.models import Parcel
from shipments.parties.contacts import shop_of
from shipments.runs.failures import OneByOne, fault_of, one_by_one
from shipments.tracking.codes import CODES


@dataclass(frozen=True, slots=True)
class Reader:
    """Where a mail goes, in which language, and the links that end and confirm it."""

    email: str
    language: str
    stop: str
    confirm: str


Status = BuyerNotice.Status
# In real time; a batch is done with, or put back, in half of it.
LEASE = timedelta(minutes=10)
TRIES = 5
# So long a letter that failed waits for its next try.
REST = timedelta(minutes=10)
BATCH, LIMIT = 100, 1_000
# So many of a parcel's goods a letter names.
NAMED = 3
# With all that a letter says.
_WHOLE = BuyerNotice.objects.select_related(
    "parcel__order__receiver", "parcel__order__seller", "subscription"
)
_MARK = "UPDATE shipments_buyernotice SET sent_at = %s WHERE id = %s"


@transaction.atomic
def give_up_tired(*, by: Actor, at: datetime) -> int:
    """Give up what was taken TRIES times and never came to an end; returns how many."""
    rows = _free().filter(attempts__gte=TRIES, sent_at=None).order_by("pk")
    tired = list(rows.select_for_update(skip_locked=True)[:LIMIT])
    return len(NOTICE.move(tired, Status.GIVEN_UP, by=by, at=at, note=f"taken {TRIES} times").moved)


@transaction.atomic
def claim_notices(*, at: datetime, limit: int = BATCH) -> list[BuyerNotice]:
    """Take waiting notices that are due and still true; each is ours until the lease ends.

    Each taking is one of its TRIES. What has been sent already is written down as that.
    """
    due = _free().filter(Q(due_at__isnull=True) | Q(due_at__lte=at))
    fit = due.filter(Q(attempts__lt=TRIES) | Q(sent_at__isnull=False))
    rows = fit.order_by(F("due_at").asc(nulls_first=True), "pk")
    while found := list(rows.select_for_update(skip_locked=True)[:limit]):
        if taken := wanted(found, at=at):
            break
    else:
        return []
    pks = [notice.pk for notice in taken]
    claimed = BuyerNotice.objects.filter(pk__in=pks)
    claimed.update(claimed_at=timezone.now(), attempts=F("attempts") + 1)
    for notice in taken:
        notice.attempts += 1
    return taken


def _free() -> QuerySet[BuyerNotice]:
    unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=timezone.now() - LEASE)
    return BuyerNotice.objects.filter(unclaimed, status=Status.WAITING)


def _always() -> bool:
    return True


def send_notices(
    notices: Sequence[BuyerNotice],
    *,
    by: Actor,
    at: datetime,
    has_time: Callable[[], bool] = _always,
) -> tuple[int, int]:
    """Send claimed notices over one line; returns (sent, failed).

    Each is marked as soon as it is sent, so a job that is killed repeats at most the one under way.
    One that cannot be sent never stops another: it is tried again after a rest, and given up after
    TRIES, or at once where its address is none. Where the server cannot be reached, or time is up,
    what is left is put back: that was no try. No transaction is open.
    """
    line, until = get_connection(), timezone.now() + LEASE / 2
    sent: list[BuyerNotice] = []
    with one_by_one("send_mails") as apart:
        try:
            for place, letter in enumerate(_read(notices, at)):
                if timezone.now() > until or not has_time():
                    _put_back(notices[place:])
                    notices = notices[:place]
                    break
                _dial(line, notices[place:])
                with apart(f"notice {letter.notice.pk}"):
                    sent += [letter.notice] if _sent(letter, line, by=by, at=at) else []
        finally:
            _hang_up(line)
            _record_sent(sent, apart, by=by, at=at)
    return len(sent), len(notices) - len(sent)


@dataclass(frozen=True, slots=True)
class Known:
    """What a letter says of its parcel, in its reader's language."""

    journey: PublicJourney
    goods: list[Goods]
    owes: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice that was taken, and where they could be read with the others all that it says."""

    notice: BuyerNotice
    whole: BuyerNotice | None
    known: Known | None


def _read(notices: Sequence[BuyerNotice], at: datetime) -> list[Letter]:
    """The notices with all they say, read at once; where one cannot be read, each reads its own."""
    try:
        with transaction.atomic():
            whole = {
                number.pk: number
                for number in _WHOLE.filter(pk__in=[notice.pk for notice in notices])
            }
            known = _known(list(whole.values()), at)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        return [Letter(notice, None, None) for notice in notices]
    return [Letter(notice, whole.get(notice.pk), known.get(notice.pk)) for notice in notices]


def _known(notices: Sequence[BuyerNotice], at: datetime) -> dict[int, Known]:
    """What each notice's letter says, by notice; three queries a language, four where some owe."""
    by_language: dict[str, list[BuyerNotice]] = defaultdict(list)
    for notice in notices:
        by_language[_reader(notice).language].append(notice)
    found: dict[int, Known] = {}
    for language, some in by_language.items():
        parcels = [item.parcel_id for item in some]
        goods = goods_in(parcels, language)
        with override(language):
            told = journeys_of(parcels, at=at)
        owed = _owed(told.values())
        found |= {
            item.pk: Known(told[item.parcel_id], goods[item.parcel_id], owed.get(item.parcel_id))
            for item in some
        }
    return found


def _owed(journeys: Iterable[PublicJourney]) -> dict[int, Decimal]:
    """What those must pay who are told to pay, by parcel."""
    asked = [journey.parcel_id for journey in journeys if journey.action == "pay_duty"]
    owed_by: Callable[[Sequence[int]], dict[int, Decimal]] = import_string(settings.DUTY_OWED)
    return owed_by(asked) if asked else {}


def _put_back(left: Sequence[BuyerNotice]) -> None:
    """Let go of what was taken and not tried."""
    rows = BuyerNotice.objects.filter(pk__in=[notice.pk for notice in left])
    rows.update(claimed_at=None, attempts=F("attempts") - 1)


def _dial(line: Any, left: Sequence[BuyerNotice]) -> None:
    """Open the line to the server, where it is not open; one that breaks is opened anew."""
    try:
        line.open()
    except Exception:
        _put_back(left)
        raise


def _hang_up(line: Any) -> None:
    """Close the line, whatever state it is in."""
    with suppress(OSError):
        line.close()


def _sent(letter: Letter, line: Any, *, by: Actor, at: datetime) -> bool:
    """Send one and mark it, or write down what hindered it; raises only what is a fault of ours."""
    try:
        mail = _mail(letter, at)
        validate_email(mail.to[0])
        line.send_messages([mail])
        with connection.cursor() as cursor:
            cursor.execute(_MARK, [at, letter.notice.pk])
    except SoftTimeLimitExceeded:
        raise
    except Exception as fault:
        _hang_up(line)
        _record_fault(letter.notice, fault, by=by, at=at)
        if isinstance(fault, OSError | ValidationError):
            return False
        raise
    return True


def _mail(letter: Letter, at: datetime) -> EmailMessage:
    if letter.whole is not None:
        return message(letter.whole, at=at, known=letter.known)
    with transaction.atomic():
        return message(_WHOLE.get(pk=letter.notice.pk), at=at)


def _record_sent(sent: Sequence[BuyerNotice], apart: OneByOne, *, by: Actor, at: datetime) -> None:
    """Write down those that were sent and marked; where that raises, each by itself."""
    try:
        NOTICE.move(sent, Status.SENT, by=by, at=at)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        for notice in sent:
            with apart(f"notice {notice.pk}"):
                _record_alone(notice, by=by, at=at)


def _record_alone(notice: BuyerNotice, *, by: Actor, at: datetime) -> None:
    """One that cannot be written down now is, once it has rested; it is not sent again."""
    try:
        NOTICE.move([notice], Status.SENT, by=by, at=at)
    except Exception:
        _let_rest(notice, at)
        raise


def _let_rest(notice: BuyerNotice, at: datetime, **fields: Any) -> None:
    rows = BuyerNotice.objects.filter(pk=notice.pk)
    rows.update(claimed_at=None, due_at=at + REST, **fields)


@transaction.atomic
def _record_fault(notice: BuyerNotice, fault: Exception, *, by: Actor, at: datetime) -> None:
    """Without the address: it is a person's."""
    why, is_hopeless = _reason(fault)
    _let_rest(notice, at, error=why)
    if is_hopeless or notice.attempts >= TRIES:
        NOTICE.move([notice], Status.GIVEN_UP, by=by, at=at, note=why)


def _reason(fault: Exception) -> tuple[str, bool]:
    """Why a letter did not go, and whether it never will."""
    if isinstance(fault, ValidationError):
        return "The address is no e-mail address.", True
    if isinstance(fault, SMTPRecipientsRefused):
        codes = {code for code, _text in fault.recipients.values()}
        text = f"The server refuses the address: {', '.join(map(str, sorted(codes)))}."
        return text, all(500 <= code < 600 for code in codes)
    return fault_of(fault), False


def message(notice: BuyerNotice, *, at: datetime, known: Known | None = None) -> EmailMessage:
    """The mail itself, in its reader's language; whoever reads it can end it by one click.

    What is `known` already is in that language.
    """
    reader = _reader(notice)
    with override(reader.language):
        subject, body = _written(notice, reader, known, at)
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


def _written(
    notice: BuyerNotice, reader: Reader, told: Known | None, at: datetime
) -> tuple[str, str]:
    """Whose goods they are, what happened, when it comes, the link, and how to hear no more."""
    parcel = notice.parcel
    context: dict[str, Any] = {"number": parcel.number, "stop": reader.stop}
    if notice.stage == CONFIRM:
        subject = _("Confirm: news of parcel %(number)s") % {"number": parcel.number}
        context["url"] = reader.confirm
        return subject, render_to_string("emails/confirm.txt", context)
    if notice.stage.startswith(LINK):
        subject = _("Your link to parcel %(number)s") % {"number": parcel.number}
        context["url"] = f"{settings.PUBLIC_URL}/t/{parcel.token}/"
        return subject, render_to_string("emails/link.txt", context)
    known = told or _alone(parcel, reader.language, at)
    journey = known.journey
    context |= _days(journey, reader.language) | {
        "shop": shop_of(parcel.order.seller),
        "order": parcel.order.number,
        "site": settings.PUBLIC_URL,
        "goods": known.goods[:NAMED],
        "more": max(0, len(known.goods) - NAMED),
    }
    context["url"] = f"{settings.PUBLIC_URL}/t/{parcel.token}/"
    if notice.stage.startswith(LATER):
        context["why"] = _why(journey, reader.language)
        subject = _("Parcel %(number)s will come later") % {"number": parcel.number}
        return subject, render_to_string("emails/later.txt", context)
    text = CODES[STAGE_CODES.get(notice.stage, notice.stage)].text(reader.language)
    owes = number_format(known.owes, 2, use_l10n=True, force_grouping=True) if known.owes else ""
    context |= {"text": text, "action": journey.action, "owes": owes}
    return f"{parcel.number}: {text}", render_to_string("emails/stage.txt", context)


def _alone(parcel: Parcel, language: str, at: datetime) -> Known:
    journey = journey_of(parcel, at=at)
    return Known(journey, contents_of(parcel, language), _owed([journey]).get(parcel.pk))


def _days(journey: PublicJourney, language: str) -> dict[str, str]:
    """The window as days, where there is one that waits for no action of the reader's."""
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
