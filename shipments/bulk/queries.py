"""Reading deeds done to many."""

from datetime import datetime

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.bulk.models import BulkDeed, BulkRow
from shipments.runs.apart import resting

# The step of the job, as its failures name it.
CARRYING = "run_bulk_deeds"


def deeds_for(actor: Actor) -> QuerySet[BulkDeed]:
    """The deeds an actor may see: a company's own; all of them for staff."""
    return BulkDeed.objects.visible_to(actor)


def deed_for(actor: Actor, number: str) -> BulkDeed | None:
    return deeds_for(actor).filter(number=number).first()


def deeds_undoable(actor: Actor, *, now: datetime, limit: int = 3) -> list[BulkDeed]:
    """The deeds that may still be taken back, the latest first; `now` is the real time."""
    rows = deeds_for(actor).filter(status=BulkDeed.Status.DONE, undo_until__gt=now, done__gt=0)
    return list(rows.order_by("-created_at", "-pk")[:limit])


def deeds_open(kinds: list[str], *, at: datetime, limit: int = 20) -> list[BulkDeed]:
    """The deeds a job is to carry out or take back, oldest first; one that raised rests a while."""
    rows = BulkDeed.objects.filter(status__in=BulkDeed.Status.UNDER_WAY, kind__in=kinds)
    return list(rows.exclude(pk__in=resting(CARRYING, at=at)).order_by("pk")[:limit])


def troubles_of(deed: BulkDeed, limit: int = 200) -> list[BulkRow]:
    """The rows a person wants to read: refused, or kept when the deed was taken back."""
    rows = BulkRow.objects.filter(
        deed=deed, outcome__in=[BulkRow.Outcome.REFUSED, BulkRow.Outcome.KEPT]
    )
    return list(rows.order_by("pk")[:limit])
