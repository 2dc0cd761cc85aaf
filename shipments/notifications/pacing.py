"""Which waiting letters are still wanted: true, not spoken for by a later one, and one a day."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from shipments.actor import system
from shipments.notifications.letters import A_DAY, MUST_ACT
from shipments.notifications.lifecycle import NOTICE
from shipments.notifications.models import BuyerNotice
from shipments.notifications.overtaken import untrue
from shipments.notifications.subscriptions import CONFIRM, LINK

Status = BuyerNotice.Status
# Its reader asked for it, or must act: no other letter holds it up.
_AT_ONCE = (*MUST_ACT, CONFIRM)


def wanted(found: Sequence[BuyerNotice], *, at: datetime) -> list[BuyerNotice]:
    """Those of these to be sent now; the others are closed, or wait for another day.

    The caller holds their locks. What has been sent already is written down as that.
    """
    by, pks = system("send_mails"), [notice.pk for notice in found]
    sent = [notice for notice in found if notice.sent_at]
    NOTICE.move(sent, Status.SENT, by=by, at=at)
    late = set(BuyerNotice.objects.filter(untrue(), pk__in=pks).values_list("pk", flat=True))
    open_ = [notice for notice in found if not notice.sent_at and notice.pk not in late]
    passed, tomorrow = _held_up([item for item in open_ if not _is_at_once(item.stage)], at)
    BuyerNotice.objects.bulk_update(tomorrow, ["due_at"])
    overtaken = [notice for notice in found if not notice.sent_at and notice.pk in late] + passed
    NOTICE.move(overtaken, Status.OVERTAKEN, by=by, at=at)
    held_up = {item.pk for item in (*passed, *tomorrow)}
    return [item for item in open_ if item.pk not in held_up]


def _is_at_once(stage: str) -> bool:
    return stage in _AT_ONCE or stage.startswith(LINK)


def _held_up(
    plain: Sequence[BuyerNotice], at: datetime
) -> tuple[list[BuyerNotice], list[BuyerNotice]]:
    """Of letters that ask for no action: those a later one speaks for, and those of another day."""
    rows = BuyerNotice.objects.filter(parcel__in={notice.parcel_id for notice in plain})
    plain_rows = rows.exclude(stage__in=_AT_ONCE).exclude(stage__startswith=LINK)
    readers = plain_rows.order_by().values_list("parcel", "subscription")
    waiting = readers.filter(status=Status.WAITING, sent_at=None)
    newest = {(parcel, wish): pk for parcel, wish, pk in waiting.annotate(newest=Max("pk"))}
    told = readers.filter(sent_at__gt=at - A_DAY).annotate(last=Max("sent_at"))
    last = {(parcel, wish): moment for parcel, wish, moment in told}
    passed, tomorrow = [], []
    for notice in plain:
        reader = (notice.parcel_id, notice.subscription_id)
        if notice.pk < newest.get(reader, notice.pk):
            passed.append(notice)
        elif reader in last:
            notice.due_at = last[reader] + A_DAY
            tomorrow.append(notice)
    return passed, tomorrow
