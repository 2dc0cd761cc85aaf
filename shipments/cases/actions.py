"""Opening a case for each parcel that stays in a stage longer than usual, and closing cases."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.cases.lifecycle import CASE
from shipments.cases.models import Case
from shipments.errors import BadInput, WrongState
from shipments.estimates.models import StageTime
from shipments.history.actions import note_change
from shipments.lifecycle import Moved
from shipments.parcels.models import Parcel
from shipments.runs.apart import each, in_pieces, resting
from shipments.tracking.headline import in_headline

# A parcel is stuck when it stays this many times longer than nine in ten do.
PATIENCE = 1.5
LIMIT = 5_000
# The step of the job, as its failures name it.
CLOSING = "close_cases"
# Who may work on a case.
HANDS = (Role.PLANNER, Role.WAREHOUSE, Role.CUSTOMS)
_SINCE = Greatest("movement_at", "export_at", "import_at")


def open_stuck_cases(*, by: Actor, at: datetime) -> int:
    """Open one case for every stuck parcel that has none; returns how many were opened."""
    by.require(Role.PLANNER)
    times = StageTime.objects.filter(region="").order_by("pk")
    return sum(each("open_cases", times, lambda row: _open(row, at), at=at))


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
    awake = rows.exclude(pk__in=resting(CLOSING, at=at)).order_by("pk")

    def close(pks: list[int]) -> int:
        cases = list(Case.objects.filter(pk__in=pks).order_by("pk"))
        return len(close_cases(cases=cases, by=by, at=at).moved)

    pks = list(awake.values_list("pk", flat=True)[:LIMIT])
    return sum(in_pieces(CLOSING, Case, pks, close, at=at))


@transaction.atomic
def close_cases(
    *, cases: Sequence[Case], by: Actor, at: datetime, note: str = "", outcome: str = ""
) -> Moved:
    """Close cases, with how they ended and a note on what was done."""
    by.require(*HANDS)
    why = f"{outcome}: {note}" if outcome else note
    moved = CASE.move(cases, Case.Status.CLOSED, by=by, at=at, why=why)
    rows = Case.objects.filter(pk__in=[case.pk for case in moved.moved])
    rows.update(closed_at=at, **({"note": note[:300]} if note else {}))
    return moved


@transaction.atomic
def note_case(*, case: Case, note: str, by: Actor, at: datetime) -> Case:
    """Write on an open case what is known or was done; the history keeps earlier notes."""
    by.require(*HANDS)
    fresh = _open_one(case)
    if fresh.note != note[:300]:
        word = Case.Status.OPEN
        note_change(thing=fresh, old=word, new=word, by=by, at=at, why=note)
        fresh.note = note[:300]
        fresh.save(update_fields=["note"])
    return fresh


@transaction.atomic
def answer_case(*, case: Case, answer: str, by: Actor, at: datetime) -> Case:
    """Answer a buyer's question and close it; the buyer reads the answer on the parcel's page.

    Raises BadInput for a case that is no question or an answer without words, WrongState once the
    case is closed.
    """
    by.require(*HANDS)
    if case.kind != Case.Kind.QUESTION:
        raise BadInput("no_question", _("Only a buyer's question is answered."))
    if not answer.strip():
        raise BadInput("no_answer", _("Write an answer."), {"answer": ""})
    fresh = _open_one(case)
    fresh.answer = answer.strip()[:500]
    fresh.save(update_fields=["answer"])
    close_cases(cases=[fresh], by=by, at=at, outcome=Case.Outcome.ANSWERED)
    return fresh


def _open_one(case: Case) -> Case:
    """The case, locked. Raises WrongState once it is closed."""
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    if fresh.status != Case.Status.OPEN:
        raise WrongState("case_closed", _("This case is closed already."))
    return fresh
