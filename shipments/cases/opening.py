"""The open case of each cause, with every parcel that it holds up: the set-based part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shipments.cases.models import Case, CaseParcel
from shipments.sentences import Told

_CHUNK = 5_000
_HOUR = timedelta(hours=1)
Kind, Owner = Case.Kind, Case.Owner
# Whose work a kind is and how soon it is due, where nobody says otherwise.
USUAL: dict[str, tuple[str, timedelta]] = {
    Kind.STUCK: (Owner.PLANNER, 24 * _HOUR),
    Kind.LOST: (Owner.PLANNER, 72 * _HOUR),
    Kind.DAMAGED: (Owner.WAREHOUSE, 24 * _HOUR),
    Kind.QUESTION: (Owner.PLANNER, 48 * _HOUR),
    Kind.DOUBTFUL: (Owner.PLANNER, 24 * _HOUR),
    Kind.DISCREPANCY: (Owner.WAREHOUSE, 4 * _HOUR),
    Kind.RECEIPT: (Owner.CUSTOMS, 4 * _HOUR),
    Kind.MONEY: (Owner.FINANCE, 72 * _HOUR),
}


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of cases of one kind: its key, its name for people, and the parcels it holds up.

    `parcels` are pairs of a parcel and since when it stands so.
    """

    key: str
    about: str = ""
    stage: str = ""
    note: Told = ""
    parcels: list[tuple[int, datetime]] = field(default_factory=list)


def stand(
    causes: Sequence[Cause],
    kind: str,
    *,
    at: datetime,
    owner: str = "",
    due_at: datetime | None = None,
) -> list[Case]:
    """The open cases of these causes, in their order, with the parcels of each; three queries."""
    usual, soon = USUAL[kind]
    fresh = [_case(cause, kind, at, owner or usual, due_at or at + soon) for cause in causes]
    found = _found(fresh, kind)
    members = [
        CaseParcel(case_id=found[cause.key].pk, parcel_id=parcel, since=since)
        for cause in causes
        for parcel, since in cause.parcels
    ]
    CaseParcel.objects.bulk_create(members, ignore_conflicts=True, batch_size=_CHUNK)
    return [found[cause.key] for cause in causes]


def _case(cause: Cause, kind: str, at: datetime, owner: str, due_at: datetime) -> Case:
    return Case(
        kind=kind,
        cause=cause.key,
        about=cause.about[:80],
        owner=owner,
        due_at=due_at,
        stage=cause.stage,
        note=cause.note,
        opened_at=at,
        stage_since=min((since for _, since in cause.parcels), default=at),
    )


def _found(fresh: list[Case], kind: str) -> dict[str, Case]:
    """The open cases of these causes; one that is closed at this very moment is opened anew."""
    found: dict[str, Case] = {}
    while missing := [case for case in fresh if case.cause not in found]:
        Case.objects.bulk_create(missing, ignore_conflicts=True, batch_size=_CHUNK)
        causes = [case.cause for case in missing]
        rows = Case.objects.filter(kind=kind, cause__in=causes, status=Case.Status.OPEN)
        found |= {case.cause: case for case in rows.order_by("pk").select_for_update()}
    return found
