"""What of each kind has come to its end: rows that are cut off or emptied, a batch at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from shipments.bulk.models import BulkAction
from shipments.cases.models import Case
from shipments.exchange.models import Message
from shipments.exports.models import ExportRun
from shipments.imports.models import ImportRun, RowError
from shipments.notifications.models import BuyerNotice, Delivery, Subscription
from shipments.orders.models import Order, Receiver, Reveal
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.models import Invitation
from shipments.privacy.models import PrivacyAct
from shipments.tracking.models import UnmappedEvent

BATCH = 5_000
NO_PERSON = {"name": "", "name_latin": "", "phone": "", "email": "", "said": ""}
NO_IDENTITY = {"inn": "", "passport": ""}
NO_ADDRESS = {"street": "", "note": ""}
# Ends a batch of what is older than the first moment, at the second; returns how many rows.
End = Callable[[datetime, datetime], int]


def _some(rows: QuerySet) -> list[Any]:
    """The keys of a batch, locked; what another hand has is left to it."""
    locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    return list(locked.values_list("pk", flat=True)[:BATCH])


def _deletes(rows: Callable[[datetime], QuerySet]) -> End:
    @transaction.atomic
    def end(before: datetime, at: datetime) -> int:
        due = rows(before)
        some = _some(due)
        due.model._default_manager.filter(pk__in=some).delete()
        return len(some)

    return end


def _empties(rows: Callable[[datetime], QuerySet], **emptied: object) -> End:
    @transaction.atomic
    def end(before: datetime, at: datetime) -> int:
        due = rows(before)
        some = _some(due)
        return due.model._default_manager.filter(pk__in=some).update(**emptied)

    return end


def _of_quiet_orders(before: datetime) -> QuerySet[Receiver]:
    """Receivers of orders that have ended and of which nothing was heard since."""
    moving = Parcel.objects.filter(order=OuterRef("order"), movement_at__gte=before)
    ended = Receiver.objects.exclude(order__status__in=Order.Status.GOING_ON)
    return ended.filter(~Exists(moving), order__ordered_at__lt=before)


@transaction.atomic
def end_people(before: datetime, at: datetime) -> int:
    """Orders stay with their money and goods, without the person."""
    return forget_people(_some(_of_quiet_orders(before).filter(purged_at=None)), at=at)


def forget_people(receivers: Sequence[int], *, at: datetime) -> int:
    """Empty these receivers, and street and note of their orders; returns how many."""
    rows = Receiver.objects.filter(pk__in=receivers)
    Order.objects.filter(receiver__in=receivers).update(**NO_ADDRESS)
    return rows.update(**NO_PERSON, **NO_IDENTITY, purged_at=at)


end_identities = _empties(
    lambda before: _of_quiet_orders(before).exclude(inn="", passport=""), **NO_IDENTITY
)
end_drafts = _deletes(
    lambda before: ImportRun.objects.filter(status=ImportRun.Status.DRAFT, created_at__lt=before)
)
end_rows = _deletes(lambda before: RowError.objects.filter(run__finished_at__lt=before))
end_failures = _empties(
    lambda before: ImportRun.objects.filter(finished_at__lt=before).exclude(error=""), error=""
)
end_exports = _empties(
    lambda before: ExportRun.objects.filter(created_at__lt=before).exclude(
        content=None, params=None
    ),
    content=None,
    params=None,
)
end_subscriptions = _deletes(
    lambda before: Subscription.objects.annotate(
        last=Coalesce("ended_at", "parcel__movement_at")
    ).filter(
        Q(ended_at__isnull=False)
        | ~Q(parcel__order__status__in=Order.Status.GOING_ON)
        | Q(confirmed_at=None),
        last__lt=before,
        created_at__lt=before,
    )
)
end_questions = _empties(
    lambda before: Case.objects.filter(
        kind=Case.Kind.QUESTION, status=Case.Status.CLOSED, closed_at__lt=before
    ).exclude(note="", answer=""),
    note="",
    answer="",
)
end_messages = _deletes(
    lambda before: Message.objects.filter(received_at__lt=before).filter(
        Q(settled_at__isnull=False) | Q(outcome=Message.Outcome.READ)
    )
)
end_waiting_events = _empties(
    lambda before: UnmappedEvent.objects.filter(resolved_at__lt=before).exclude(payload={}),
    payload={},
)
end_news = _deletes(lambda before: OutboxEvent.objects.filter(published_at__lt=before))
end_deliveries = _deletes(
    # what waits for an address that was switched off waits for ever
    lambda before: Delivery.objects.exclude(
        status=Delivery.Status.WAITING, webhook__is_active=True
    ).filter(created_at__lt=before)
)
end_notices = _deletes(
    lambda before: BuyerNotice.objects.exclude(status=BuyerNotice.Status.WAITING).filter(
        created_at__lt=before,
        parcel__in=Parcel.objects.exclude(order__status__in=Order.Status.GOING_ON),
    )
)
end_bulk_actions = _deletes(
    lambda before: BulkAction.objects.filter(
        status__in=BulkAction.Status.OVER, finished_at__lt=before
    )
)
end_invitations = _deletes(lambda before: Invitation.objects.filter(created_at__lt=before))
end_sessions = _deletes(lambda before: Session.objects.filter(expire_date__lt=before))
end_looks = _deletes(lambda before: Reveal.objects.filter(happened_at__lt=before))
end_acts = _deletes(lambda before: PrivacyAct.objects.filter(happened_at__lt=before))
