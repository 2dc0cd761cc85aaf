"""Opening a case for each cause that holds parcels up, working on it, and closing it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.cases.lifecycle import CASE
from shipments.cases.models import Case, CaseParcel
from shipments.cases.money import causes_of_money
from shipments.cases.opening import Cause, stand
from shipments.cases.stuck import causes_of_lost, causes_of_stuck, settle_members
from shipments.errors import BadInput, WrongState
from shipments.estimates.models import StageTime
from shipments.history.actions import note_change
from shipments.lifecycle import Moved
from shipments.runs.apart import each, in_pieces, resting
from shipments.sentences import Told
from shipments.tracking.intake import doubtful, resolve
from shipments.tracking.models import UnmappedEvent

LIMIT = 5_000
# The step of the job, as its failures name it.
CLOSING = "close_cases"
# Who may work on a case.
HANDS = (Role.PLANNER, Role.WAREHOUSE, Role.CUSTOMS, Role.FINANCE)


@transaction.atomic
def open_cases(
    *,
    cause: str,
    kind: str,
    by: Actor,
    at: datetime,
    parcel_ids: Sequence[int] = (),
    about: str = "",
    note: Told = "",
    owner_role: str | Role = "",
    due_at: datetime | None = None,
) -> Case:
    """Open the case of a cause, or add its parcels to the one that is open; returns it.

    `cause` is a key that is the same for everything of one cause ("flight:12", "message:34"), of
    at most 120 signs; `about` names it for people. `owner_role` is a role of `Case.Owner` and
    `due_at` a moment; where they are not given the kind's usual ones are taken. Called twice with
    the same parcels it changes nothing.
    """
    by.require(*HANDS, Role.PARTNER)
    parcels = [(pk, at) for pk in sorted(set(parcel_ids))]
    told = Cause(cause, about, note=note, parcels=parcels)
    [case] = stand([told], kind, at=at, owner=str(owner_role), due_at=due_at)
    return case


@transaction.atomic
def open_stuck_cases(*, by: Actor, at: datetime) -> int:
    """Open cases for what is stuck, one a flight, for each lost parcel, and for the money of each
    order that ended without reaching its buyer; returns how many."""
    by.require(Role.PLANNER)
    opened = stand(causes_of_lost(at=at), Case.Kind.LOST, at=at)
    opened += stand(causes_of_money(at=at), Case.Kind.MONEY, at=at)
    times = StageTime.objects.filter(region="").order_by("pk")
    for stuck in each("open_cases", times, lambda row: _stand_stuck(row, at), at=at):
        opened += stuck
    return sum(case.opened_at == at for case in opened)


def _stand_stuck(row: StageTime, at: datetime) -> list[Case]:
    return stand(causes_of_stuck(row, at=at), Case.Kind.STUCK, at=at)


@transaction.atomic
def close_moved_cases(*, by: Actor, at: datetime) -> int:
    """Close cases of what was stuck, lost or to refund once all of it has moved on; how many."""
    by.require(Role.PLANNER)
    settle_members(at=at)
    kinds = [Case.Kind.STUCK, Case.Kind.LOST, Case.Kind.MONEY]
    done = Case.objects.filter(kind__in=kinds, status=Case.Status.OPEN)
    waiting = CaseParcel.objects.filter(case=OuterRef("pk"), done_at__isnull=True)
    rows = done.filter(~Exists(waiting)).exclude(pk__in=resting(CLOSING, at=at)).order_by("pk")

    def close(pks: list[int]) -> int:
        cases = list(Case.objects.filter(pk__in=pks).order_by("pk"))
        moved = close_cases(cases=cases, by=by, at=at, outcome=Case.Outcome.MOVES).moved
        return len(moved)

    pks = list(rows.values_list("pk", flat=True)[:LIMIT])
    return sum(in_pieces(CLOSING, Case, pks, close, at=at))


@transaction.atomic
def close_cases(
    *, cases: Sequence[Case], by: Actor, at: datetime, note: str = "", outcome: str = ""
) -> Moved:
    """Close cases, with how they ended and a note on what was done.

    Doubtful events that wait in them are dismissed with it.
    """
    by.require(*HANDS)
    moved = CASE.move(cases, Case.Status.CLOSED, by=by, at=at, reason=outcome, note=note)
    rows = Case.objects.filter(pk__in=[case.pk for case in moved.moved])
    rows.update(closed_at=at, **({"note": note[:300]} if note else {}))
    waiting = doubtful().filter(case__in=rows.filter(kind=Case.Kind.DOUBTFUL))
    dismissed = list(waiting.values_list("pk", flat=True))
    resolve(dismissed, UnmappedEvent.Outcome.DISMISSED, by=by.name, at=at, why=note)
    return moved


@transaction.atomic
def note_case(*, case: Case, note: str, by: Actor, at: datetime) -> Case:
    """Write on an open case what is known or was done; the history keeps earlier notes."""
    by.require(*HANDS)
    fresh = _open_one(case)
    if fresh.note != note[:300]:
        word = Case.Status.OPEN
        note_change(thing=fresh, old=word, new=word, by=by, at=at, note=note)
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
