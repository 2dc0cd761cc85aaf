"""Reading bulk actions."""

from datetime import datetime

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.bulk.models import BulkAction, BulkRow
from shipments.runs.apart import resting

# The step of the job, as its failures name it.
CARRYING = "run_bulk_actions"


def bulk_actions_for(actor: Actor) -> QuerySet[BulkAction]:
    """The actions an actor may see: a company's own; all of them for staff."""
    return BulkAction.objects.visible_to(actor)


def bulk_action_for(actor: Actor, number: str) -> BulkAction | None:
    return bulk_actions_for(actor).filter(number=number).first()


def actions_undoable(actor: Actor, *, now: datetime, limit: int = 3) -> list[BulkAction]:
    """The actions that may still be taken back, the latest first; `now` is the real time."""
    rows = bulk_actions_for(actor).filter(
        status=BulkAction.Status.DONE, undo_until__gt=now, done__gt=0
    )
    return list(rows.order_by("-created_at", "-pk")[:limit])


def actions_open(kinds: list[str], *, at: datetime, limit: int = 20) -> list[BulkAction]:
    """What a job is to carry out or take back, oldest first; one that raised rests a while."""
    rows = BulkAction.objects.filter(status__in=BulkAction.Status.UNDER_WAY, kind__in=kinds)
    return list(rows.exclude(pk__in=resting(CARRYING, at=at)).order_by("pk")[:limit])


def troubles_of(action: BulkAction, limit: int = 200) -> list[BulkRow]:
    """The rows a person wants to read: refused, or kept when the action was taken back."""
    rows = BulkRow.objects.filter(
        action=action, outcome__in=[BulkRow.Outcome.REFUSED, BulkRow.Outcome.KEPT]
    )
    return list(rows.order_by("pk")[:limit])
