"""What may still be taken back: no job takes the next step with it while that is so."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from shipments.actor import Actor, Role
from shipments.bulk.models import BulkAction, BulkRow

# What each action that can be taken back is done to (a house test reads the tables of actions).
DONE_TO = {
    "cancel_orders": "order",
    "place_holds": "parcel",
    "release_holds": "parcel",
    "decide_import": "parcel",
    "decide_export": "parcel",
    "hand_over": "parcel",
}
# Who may take back what a colleague at another desk did: who could have done it himself.
DESKS = {
    "decide_import": {Role.CUSTOMS},
    "decide_export": {Role.CUSTOMS},
    "hand_over": {Role.WAREHOUSE, Role.PLANNER},
    "cancel_orders": {Role.WAREHOUSE},
    "place_holds": {Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS},
    "release_holds": {Role.WAREHOUSE, Role.PLANNER, Role.CUSTOMS},
}
_UNTIL: ContextVar[datetime | None] = ContextVar("undoable until", default=None)


def may_take_back(actor: Actor, action: BulkAction) -> bool:
    """Whether somebody may ask for an action to be taken back.

    Who did it may, a colleague of his company who may write, and staff whose desk does such.
    """
    if actor.user_id is not None and actor.user_id == action.user_id:
        return actor.can_write
    if actor.is_seller:
        return actor.can_write and actor.seller_id == action.seller_id
    return actor.has(*DESKS.get(action.kind, ()))


def rows_under_undo(kind: str) -> QuerySet[BulkRow]:
    """The rows done to orders or parcels (`kind`) that a person may still take back.

    An action that is being taken back counts until that is done.
    """
    kinds = [name for name, done_to in DONE_TO.items() if done_to == kind]
    standing = Q(action__undo_until__gt=timezone.now()) | Q(
        action__status=BulkAction.Status.UNDOING
    )
    return BulkRow.objects.filter(
        standing,
        outcome=BulkRow.Outcome.DONE,
        action__kind__in=kinds,
        action__undo_until__isnull=False,
    )


def under_undo(kind: str, column: str = "pk") -> Exists:
    """The same of one row, for `.exclude(...)`: one anti-join over the few actions of ten minutes.

    `column` is the id of the order or parcel in the row that is asked about.
    """
    return Exists(rows_under_undo(kind).filter(subject_id=OuterRef(column)))


@contextmanager
def undoable(until: datetime | None) -> Iterator[None]:
    """What is told while this lasts is told to nobody before `until`."""
    token = _UNTIL.set(until)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def undoable_until() -> datetime | None:
    """Until when the action under way may be taken back; None where no such action is."""
    return _UNTIL.get()
