"""Opening a case for each parcel that stays in a stage longer than usual, and closing cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from shipments.actor import Actor, Role
from shipments.cases.lifecycle import CASE
from shipments.cases.models import Case
from shipments.estimates.models import StageTime
from shipments.lifecycle import Moved
from shipments.parcels.models import Parcel
from shipments.tracking.headline import in_headline

# A parcel is stuck when it stays this many times longer than nine in ten do.
PATIENCE = 1.5
LIMIT = 5_000
_SINCE = Greatest("movement_at", "export_at", "import_at")


def open_stuck_cases(*, by: Actor, at: datetime) -> int:
    """Open one case for every stuck parcel that has none; returns how many were opened."""
    by.require(Role.PLANNER)
    times = StageTime.objects.filter(region="").order_by("pk")
    return sum(_open(row, at) for row in times)


def _open(row: StageTime, at: datetime) -> int:
    before = at - timedelta(hours=row.p90_hours * PATIENCE)
    rows = Parcel.objects.filter(in_headline(row.stage), channel=row.channel_id)
    aside = Q(movement__in=["cancelled", "returned", "destroyed", "lost", "delivered"])
    stuck = rows.exclude(aside).annotate(since=_SINCE).filter(since__lt=before)
    standing = Case.objects.filter(
        parcel=OuterRef("pk"), kind=Case.Kind.STUCK, status=Case.Status.OPEN
    )
    free = stuck.filter(~Exists(standing)).order_by("pk")
    cases = [
        Case(parcel_id=pk, kind=Case.Kind.STUCK, stage=row.stage, stage_since=since, opened_at=at)
        for pk, since in free.values_list("pk", "since")[:LIMIT]
    ]
    Case.objects.bulk_create(cases, ignore_conflicts=True)
    return len(cases)


def close_moved_cases(*, by: Actor, at: datetime) -> int:
    """Close stuck cases whose parcel has moved on since."""
    by.require(Role.PLANNER)
    moved = Case.objects.filter(kind=Case.Kind.STUCK, status=Case.Status.OPEN)
    parcel_since = Greatest("parcel__movement_at", "parcel__export_at", "parcel__import_at")
    rows = moved.annotate(since=parcel_since).filter(since__gt=F("stage_since"))
    return len(close_cases(cases=list(rows.order_by("pk")[:LIMIT]), by=by, at=at).moved)


@transaction.atomic
def close_cases(*, cases: Sequence[Case], by: Actor, at: datetime, note: str = "") -> Moved:
    """Close cases, with a note on what was done."""
    by.require(Role.PLANNER, Role.WAREHOUSE, Role.CUSTOMS)
    moved = CASE.move(cases, Case.Status.CLOSED, by=by, at=at, why=note)
    rows = Case.objects.filter(pk__in=[case.pk for case in moved.moved])
    rows.update(closed_at=at, **({"note": note[:300]} if note else {}))
    return moved
