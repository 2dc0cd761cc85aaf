"""Counting terms: hours, and the working days of an authority's country. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from shipments.parcels.models import ImportClearance

DAY = timedelta(days=1)
SATURDAY = 5
ZONES = {"import": ZoneInfo("Europe/Moscow"), "export": ZoneInfo("Asia/Shanghai")}
COUNTRIES = {"import": "RU", "export": "CN"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Monday to Friday, but for the days a country has moved: True a day is worked, False not."""

    moved: Mapping[date, bool] = field(default_factory=dict)

    def works(self, day: date) -> bool:
        """Whether the authority works on a day."""
        return self.moved.get(day, day.weekday() < SATURDAY)

    def left(self, now: date, end: date) -> int:
        """How many working days begin after today and up to the last day."""
        return sum(self.works(now + n * DAY) for n in range(1, (end - now).days + 1))


@dataclass(frozen=True, slots=True)
class Term:
    """How long a status may last on a side, from which day, and who says so."""

    side: str
    status: str
    since: date
    until: date | None = None
    hours: int | None = None
    working_days: int | None = None
    is_enabled: bool = True
    source: str = ""
    calendar: Calendar = field(default_factory=Calendar)

    def ends(self, began: datetime) -> datetime:
        """When the term of something that began then is over."""
        return _moved(began, self, forward=True)

    def latest_start(self, end: datetime) -> datetime:
        """The latest beginning whose term is over by `end`."""
        return _moved(end, self, forward=False)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a term on the authority's own clock, and what is left of it."""

    at: datetime
    is_late: bool
    working_days: int | None = None


def deadline(term: Term, began: datetime, now: datetime) -> Deadline:
    """When a term that began then ends; working days are said where the term is counted in them."""
    zone = ZONES[term.side]
    ends = term.ends(began).astimezone(zone)
    if term.working_days is None or ends < now:
        return Deadline(ends, ends < now)
    return Deadline(ends, False, term.calendar.left(now.astimezone(zone).date(), ends.date()))


def _moved(moment: datetime, term: Term, *, forward: bool) -> datetime:
    if term.hours is not None:
        shift = timedelta(hours=term.hours)
        return moment + shift if forward else moment - shift
    local = moment.astimezone(ZONES[term.side])
    local = _out_of_rest(local, term.calendar, forward=forward)
    return _days_on(local, term.working_days or 0, term.calendar, DAY if forward else -DAY)


def _out_of_rest(local: datetime, calendar: Calendar, *, forward: bool) -> datetime:
    """A moment of rest counts as the end of the rest, or as its beginning looking back."""
    day = local.date()
    if calendar.works(day):
        return local
    while not calendar.works(day):
        day += DAY if forward else -DAY
    if forward:
        return datetime.combine(day, time(), tzinfo=local.tzinfo)
    return datetime.combine(day + DAY, time(), tzinfo=local.tzinfo) - timedelta(microseconds=1)


def _days_on(moment: datetime, count: int, calendar: Calendar, step: timedelta) -> datetime:
    """So many working days later or earlier, at the same time of day."""
    while count:
        moment += step
        count -= calendar.works(moment.date())
    return moment


def _term(side: str, status: str, source: str, **length: Any) -> Term:
    return Term(side, status, date(2018, 1, 1), source=source, **length)


_LAW = "EAEU Customs Code art. 119, 289-FZ art. 109"

# What a new installation begins with; no sourced term binds export customs of China.
TERMS = [
    _term("import", ImportClearance.PRESENTED, _LAW, hours=4),
    _term("import", ImportClearance.INSPECTION, _LAW, working_days=1),
    _term("import", ImportClearance.DOCUMENTS_REQUIRED, _LAW, working_days=10),
    _term("import", ImportClearance.SUSPENDED, _LAW, working_days=10),
    _term("import", ImportClearance.DUTY_PAID, _LAW, hours=4),
]
