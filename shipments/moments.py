"""Moments as people and machines write them: ISO 8601, always with an offset."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.forms import DateField, DateTimeField, Field
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_filters import DateFilter, IsoDateTimeFilter

FIRST_YEAR, LAST_YEAR = 1990, 2100
# No place on Earth is further from UTC, and PostgreSQL takes no offset beyond 16 hours.
FURTHEST = timedelta(hours=15)


def read_moment(text: Any) -> datetime | str:
    """An aware moment, or a sentence that says what is wrong."""
    moment = _parsed(text)
    if moment is None:
        return _("Give a time as in 2026-11-03T14:05:00+08:00.")
    if (offset := moment.utcoffset()) is None:
        return _("Give the offset too, as in 2026-11-03T14:05:00+08:00.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR or abs(offset) > FURTHEST:
        return _("This time is out of range.")
    return moment


def _parsed(text: Any) -> datetime | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parse_datetime(text)
    except ValueError:
        return None


class MomentField(Field):
    """A form's field of a moment; empty is None."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        moment = read_moment(value.strip())
        if isinstance(moment, str):
            raise ValidationError(moment)
        return moment


class MomentFilter(IsoDateTimeFilter):
    """A filter by a moment; one without an offset is refused."""

    field_class = MomentField


class DayOrMomentField(MomentField):
    """A moment, or a bare day: its first moment on the reader's clock."""

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and (day := _bare_day(value.strip())):
            clock = timezone.get_current_timezone()
            return datetime(day.year, day.month, day.day, tzinfo=clock)
        return super().to_python(value)


def _bare_day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


class DayOrMomentFilter(IsoDateTimeFilter):
    """A filter of a page by a moment or a day, as people choose days from a calendar."""

    field_class = DayOrMomentField


def read_place(text: str) -> datetime:
    """The moment, or the first of a day by UTC, that a page goes on from. Raises ValueError."""
    if day := _bare_day(text):
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    moment = read_moment(text)
    if isinstance(moment, str):
        raise ValueError(moment)
    return moment


class DayField(DateField):
    """A form's field of a day. Years that nobody means are refused: no day lies beside the last."""

    def to_python(self, value: Any) -> date | None:
        return _of_our_years(super().to_python(value))


class LocalMomentField(DateTimeField):
    """A form's field of a day and time on the reader's clock, of the same years."""

    def to_python(self, value: Any) -> datetime | None:
        return _of_our_years(super().to_python(value))


class DayFilter(DateFilter):
    """A filter by a day."""

    field_class = DayField


def _of_our_years(day: Any) -> Any:
    if isinstance(day, date) and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("This time is out of range."))
    return day


# A day in words and in figures, each with the year and without, as tracker/formats writes them.
IN_WORDS = ("DAY_YEAR_FORMAT", "DAY_FORMAT")
IN_FIGURES = ("DATE_FORMAT", "MONTH_DAY_FORMAT")


def day_of(moment: datetime, zone: str, language: str, *, at: datetime) -> str:
    """A day on a zone's clock in the reader's habit; another year than that of `at` is told.

    5 ноября, 11月5日, 5 November; of last year 9 декабря 2025, 2025年12月9日, 9 December 2025.
    """
    return local_day(moment.astimezone(zone_named(zone)), language, at=at)


def short_day_of(moment: datetime, zone: str, language: str, *, at: datetime) -> str:
    """The same in figures, where there is little room: 05.11, of last year 09.12.2025."""
    return local_day(moment.astimezone(zone_named(zone)), language, at=at, formats=IN_FIGURES)


def local_day(
    local: datetime, language: str, *, at: datetime, formats: tuple[str, str] = IN_WORDS
) -> str:
    """The day of a moment that stands on the clock of its zone already."""
    return _day(local.date(), language, formats[local.year == _year(at, local.tzinfo)])


@lru_cache(maxsize=64)
def _year(at: datetime, zone: tzinfo | None) -> int:
    return at.astimezone(zone).year


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """A zone; kept, for stories ask again and again."""
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def _day(day: date, language: str, name: str) -> str:
    with override(language):
        return date_format(day, name)


def offset_of(local: datetime) -> str:
    """How the clock of an aware moment stands to UTC: UTC+8, UTC+5:30."""
    return _offset(local.utcoffset() or timedelta())


@lru_cache(maxsize=64)
def _offset(offset: timedelta) -> str:
    hours, rest = divmod(abs(round(offset / timedelta(minutes=1))), 60)
    return f"UTC{'-' if offset < timedelta() else '+'}{hours}{f':{rest:02}' if rest else ''}"


def later_by(first: datetime, then: datetime) -> str:
    """How much later a moment is, for a reader: 3 hours, from two days on 4 days."""
    hours = int((then - first) / timedelta(hours=1))
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": hours // 24}
