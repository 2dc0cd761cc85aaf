"""A buyer's question where the parcel is: opened once, answered by staff, read on his page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.cases.models import Case
from shipments.cases.opening import Cause, stand
from shipments.errors import NotEnough
from shipments.parcels.models import Parcel
from shipments.tracking.stage import stage_of

# What the buyer is promised; Saturday and Sunday do not count.
WORKING_DAYS = 2
MOST_A_PARCEL = 5
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its buyer reads it: when it was asked, by when the answer comes, the answer."""

    asked_at: datetime
    is_open: bool
    answer_by: datetime
    answer: str
    answered_at: datetime | None


@transaction.atomic
def ask_question(*, parcel: Parcel, words: str, by: Actor, at: datetime) -> Case:
    """Open a question about a parcel; while one is open, asking again changes nothing.

    Raises NotEnough past MOST_A_PARCEL.
    """
    Parcel.objects.select_for_update().get(pk=parcel.pk)
    asked = Case.objects.filter(parcels=parcel, kind=Case.Kind.QUESTION)
    if standing := asked.filter(status=Case.Status.OPEN).first():
        return standing
    if asked.count() >= MOST_A_PARCEL:
        raise NotEnough("too_many", _("You have asked often about this parcel; write to the shop."))
    note = " ".join(words.replace("\x00", "").split())[:300]
    about = Cause(
        f"parcel:{parcel.pk}", "", stage_of(parcel), note, [(parcel.pk, parcel.movement_at)]
    )
    [case] = stand([about], Case.Kind.QUESTION, at=at, due_at=answer_by(at))
    return case


def questions_of(parcel: Parcel) -> Sequence[Question]:
    """The questions of a parcel for who has its link, newest first; one query."""
    rows = Case.objects.filter(parcels=parcel, kind=Case.Kind.QUESTION)
    return [_present(case) for case in rows.order_by("-opened_at", "-pk")[:MOST_A_PARCEL]]


def _present(case: Case) -> Question:
    is_open = case.status == Case.Status.OPEN
    return Question(
        asked_at=case.opened_at,
        is_open=is_open,
        answer_by=answer_by(case.opened_at),
        answer="" if is_open else case.answer,
        answered_at=case.closed_at,
    )


def answer_by(asked: datetime) -> datetime:
    """The moment by which an answer is promised."""
    moment, left = asked, WORKING_DAYS
    while left:
        moment += timedelta(days=1)
        left -= moment.weekday() < _SATURDAY
    return moment
