"""Counting terms: hours, and working days from Monday to Friday. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SATURDAY = 5
ZONES = {"import": ZoneInfo("Europe/Moscow"), "export": ZoneInfo("Asia/Shanghai")}


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

    def ends(self, began: datetime) -> datetime:
        """When the term of something that began then is over."""
        return _moved(began, self, forward=True)

    def latest_start(self, end: datetime) -> datetime:
        """The latest beginning whose term is over by `end`."""
        return _moved(end, self, forward=False)


def _moved(moment: datetime, term: Term, *, forward: bool) -> datetime:
    if term.hours is not None:
        shift = timedelta(hours=term.hours)
        return moment + shift if forward else moment - shift
    local = _out_of_weekend(moment.astimezone(ZONES[term.side]), forward=forward)
    return _days_on(local, term.working_days or 0, DAY if forward else -DAY)


def _out_of_weekend(local: datetime, *, forward: bool) -> datetime:
    """A moment of a weekend counts as the weekend's end, or as its beginning looking back."""
    if local.weekday() < SATURDAY:
        return local
    days = 7 - local.weekday() if forward else SATURDAY - local.weekday()
    edge = datetime.combine(local.date() + days * DAY, time(), tzinfo=local.tzinfo)
    return edge if forward else edge - timedelta(microseconds=1)


def _days_on(moment: datetime, count: int, step: timedelta) -> datetime:
    """So many working days later or earlier, at the same time of day."""
    while count:
        moment += step
        count -= moment.weekday() < SATURDAY
    return moment


def _term(side: str, status: str, source: str, **length: Any) -> Term:
    return Term(side, status, date(2018, 1, 1), source=source, **length)


_LAW = "EAEU Customs Code art. 119, 289-FZ art. 109"

# What a new installation begins with; no sourced term binds export customs of China.
TERMS = [
    _term("import", "presented", _LAW, hours=4),
    _term("import", "inspection", _LAW, working_days=1),
    _term("import", "documents_required", _LAW, working_days=10),
    _term("import", "suspended", _LAW, working_days=10),
    _term("import", "duty_paid", _LAW, hours=4),
]
