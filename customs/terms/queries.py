"""The terms of the day, when a status is overdue, and what is due soon."""

from dataclasses import fields
from datetime import datetime

from django.db.models import Q

from customs.terms.calendar import calendar_of
from customs.terms.days import TERMS, ZONES, Deadline, Term, deadline
from customs.terms.models import ClearanceTerm

_FIELDS = [field.name for field in fields(Term) if field.name != "calendar"]


def load_terms() -> None:
    """Make the missing rows of the sourced terms; what people have changed stays as it is."""
    ClearanceTerm.objects.bulk_create(
        (ClearanceTerm(**{name: getattr(term, name) for name in _FIELDS}) for term in TERMS),
        ignore_conflicts=True,
    )


def terms_of(side: str, *, at: datetime) -> dict[str, Term]:
    """The terms of a side by status that are in force on the moment's day; the latest row wins."""
    day = at.astimezone(ZONES[side]).date()
    rows = ClearanceTerm.objects.filter(side=side, since__lte=day, is_enabled=True)
    held = rows.filter(Q(until__isnull=True) | Q(until__gte=day)).order_by("since").values(*_FIELDS)
    calendar = calendar_of(side, at=at)
    return {row["status"]: Term(**row, calendar=calendar) for row in held}


def due_by(terms: dict[str, Term], status: str, since: str, moment: datetime) -> Q:
    """A filter on two fields, status and its beginning: whose term is over by a moment."""
    due = Q(pk__in=[])
    for name, term in terms.items():
        due |= Q(**{status: name, f"{since}__lte": term.latest_start(moment)})
    return due


def ends_at(terms: dict[str, Term], status: str, since: datetime | None) -> datetime | None:
    """When the term of a status that began then is over; None where no term is known."""
    term = terms.get(status)
    return term.ends(since) if term and since else None


def deadline_of(
    terms: dict[str, Term], status: str, since: datetime | None, *, now: datetime
) -> Deadline | None:
    """The end of the term of a status and what is left of it; None where no term is known."""
    term = terms.get(status)
    return deadline(term, since, now) if term and since else None
