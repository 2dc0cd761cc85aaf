"""Mails to buyers, in their language, on the first entry into a stage."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils.translation import override

from shipments.actor import Actor
from shipments.notifications.lifecycle import NOTICE
from shipments.notifications.models import BuyerNotice
from shipments.tracking.codes import CODES

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
    """Take waiting notices; each is ours until the lease ends."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - LEASE)
    rows = BuyerNotice.objects.filter(free, status=BuyerNotice.Status.WAITING).order_by("pk")
    rows = rows.select_for_update(skip_locked=True, of=("self",))
    taken = list(rows.select_related("parcel__order__buyer")[:limit])
    pks = [notice.pk for notice in taken]
    BuyerNotice.objects.filter(pk__in=pks).update(claimed_at=at, attempts=F("attempts") + 1)
    return taken


def send_notices(notices: Sequence[BuyerNotice], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Send claimed notices; returns (sent, failed). What fails TRIES times is given up."""
    sent: list[BuyerNotice] = []
    failed: list[BuyerNotice] = []
    with get_connection() as connection:
        for notice in notices:
            (sent if _send(notice, connection) else failed).append(notice)
    _record(sent, failed, by=by, at=at)
    return len(sent), len(failed)


def _send(notice: BuyerNotice, connection: Any) -> bool:
    try:
        mail = message(notice)
        mail.connection = connection
        return bool(mail.send())
    except OSError:
        return False


def message(notice: BuyerNotice) -> EmailMessage:
    """The mail itself: what happened, in plain words, and the buyer's own link."""
    parcel, buyer = notice.parcel, notice.parcel.order.buyer
    text = CODES[STAGE_CODES.get(notice.stage, notice.stage)].text(buyer.language)
    context = {
        "text": text,
        "number": parcel.number,
        "url": f"{settings.PUBLIC_URL}/t/{parcel.token}/",
    }
    with override(buyer.language):
        body = render_to_string("emails/stage.txt", context)
    return EmailMessage(f"{parcel.number}: {text}", body, to=[buyer.email])


@transaction.atomic
def _record(sent: list[BuyerNotice], failed: list[BuyerNotice], *, by: Actor, at: datetime) -> None:
    NOTICE.move(sent, BuyerNotice.Status.SENT, by=by, at=at)
    BuyerNotice.objects.filter(pk__in=[n.pk for n in sent]).update(sent_at=at)
    hopeless = [notice for notice in failed if notice.attempts + 1 >= TRIES]
    NOTICE.move(hopeless, BuyerNotice.Status.GIVEN_UP, by=by, at=at)
