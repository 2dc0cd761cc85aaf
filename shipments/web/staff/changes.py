"""Who did what to a flight and its consolidations, in the reader's words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from shipments.flights.models import Flight, Leg, Schedule
from shipments.flights.reasons import present_reason
from shipments.flights.scheduling import ADDED
from shipments.history.models import Change
from shipments.web.staff.words import ACTORS
from shipments.web.timeline import on_clock


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change: when, by whom, of what, from what to what, and why."""

    at: datetime
    by: Any
    what: Any
    old: Any
    new: Any
    why: str


def present_changes(
    changes: Iterable[Change], things: Sequence[models.Model], zone: str
) -> list[ChangeRow]:
    """Changes of some things on the clock of a zone, with the words of their statuses."""
    known = {(thing._meta.label_lower, thing.pk): thing for thing in things}
    return [_present(change, known[change.kind, change.object_id], zone) for change in changes]


def _present(change: Change, thing: Any, zone: str) -> ChangeRow:
    what, old, new = _words(change, thing, zone)
    by, why = ACTORS.get(change.by, change.by), present_reason(change.reason, change.note)
    return ChangeRow(on_clock(change.happened_at, zone), by, what, old, new, why)


def _words(change: Change, thing: Any, zone: str) -> tuple[Any, Any, Any]:
    if isinstance(thing, Flight):
        what = _("Aircraft") if change.old else _("Added beside the schedule")
        return what, change.old or "—", change.new
    if isinstance(thing, Schedule):
        return _departure(change, thing)
    if isinstance(thing, Leg) and (moments := _moments(change)):
        old, new = (
            date_format(on_clock(moment, zone), "SHORT_DATETIME_FORMAT") for moment in moments
        )
        return _("Departure"), old, new
    labels = dict(thing._meta.get_field("status").flatchoices)
    named: Any = _("Flight") if isinstance(thing, Leg) else str(thing)
    return named, labels.get(change.old, change.old), labels.get(change.new, change.new)


def _departure(change: Change, thing: Schedule) -> tuple[Any, Any, Any]:
    """A weekly departure that was added, or whose last day was set."""
    what = f"{thing.flight_number}, {WEEKDAYS[thing.weekday]}"
    if change.new == ADDED:
        return what, "—", _("added")
    old, new = (parse_date(text) for text in (change.old, change.new))
    ends = date_format(new, "SHORT_DATE_FORMAT") if new else change.new
    return what, date_format(old, "SHORT_DATE_FORMAT") if old else _("without an end"), ends


def _moments(change: Change) -> list[datetime]:
    found = [parse_datetime(text) for text in (change.old, change.new)]
    return [item for item in found if item is not None]
