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
    by, pks = system("send_mails"), [one.pk for one in found]
    sent = [one for one in found if one.sent_at]
    NOTICE.move(sent, Status.SENT, by=by, at=at)
    late = set(BuyerNotice.objects.filter(untrue(), pk__in=pks).values_list("pk", flat=True))
    open_ = [one for one in found if not one.sent_at and one.pk not in late]
    passed, tomorrow = _held_up([one for one in open_ if not _is_at_once(one.stage)], at)
    BuyerNotice.objects.bulk_update(tomorrow, ["due_at"])
    overtaken = [one for one in found if not one.sent_at and one.pk in late] + passed
    NOTICE.move(overtaken, Status.OVERTAKEN, by=by, at=at)
    held_up = {one.pk for one in (*passed, *tomorrow)}
    return [one for one in open_ if one.pk not in held_up]


def _is_at_once(stage: str) -> bool:
    return stage in _AT_ONCE or stage.startswith(LINK)


def _held_up(
    plain: Sequence[BuyerNotice], at: datetime
) -> tuple[list[BuyerNotice], list[BuyerNotice]]:
    """Of letters that ask for no action: those a later one speaks for, and those of another day."""
    rows = BuyerNotice.objects.filter(parcel__in={one.parcel_id for one in plain})
    plain_rows = rows.exclude(stage__in=_AT_ONCE).exclude(stage__startswith=LINK)
    readers = plain_rows.order_by().values_list("parcel", "subscription")
    waiting = readers.filter(status=Status.WAITING, sent_at=None)
    newest = {(parcel, wish): pk for parcel, wish, pk in waiting.annotate(newest=Max("pk"))}
    told = readers.filter(sent_at__gt=at - A_DAY).annotate(last=Max("sent_at"))
    last = {(parcel, wish): moment for parcel, wish, moment in told}
    passed, tomorrow = [], []
    for one in plain:
        reader = (one.parcel_id, one.subscription_id)
        if one.pk < newest.get(reader, one.pk):
            passed.append(one)
        elif reader in last:
            one.due_at = last[reader] + A_DAY
            tomorrow.append(one)
    return passed, tomorrow
