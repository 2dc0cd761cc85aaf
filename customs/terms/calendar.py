"""The days a country has moved: laid from a file, kept as rows, read as a calendar."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject

from customs.terms.days import COUNTRIES, ZONES, Calendar
from customs.terms.models import CalendarDay

SHIPPED = Path(__file__).with_name("calendar.csv")
WORKS = {"yes": True, "no": False}
REACH = timedelta(days=120)


def calendar_of(side: str, *, at: datetime) -> Calendar:
    """The calendar of a side's authority around a moment; read when a day is asked for."""
    day = at.astimezone(ZONES[side]).date()
    around = (day - REACH, day + REACH)
    rows = CalendarDay.objects.filter(country=COUNTRIES[side], day__range=around)
    moved: Any = SimpleLazyObject(lambda: dict(rows.values_list("day", "is_working")))
    return Calendar(moved)


def load_calendar_days() -> None:
    """Make the missing rows of the shipped days; what people have changed stays as it is."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        CalendarDay.objects.bulk_create(read_days(lines), ignore_conflicts=True)


def load_days(lines: Iterable[str]) -> int:
    """Take over the days of a file, those that are there already as the file says; how many."""
    rows = list(read_days(lines))
    CalendarDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["country", "day"],
        update_fields=["is_working", "name", "source"],
    )
    return len(rows)


def read_days(lines: Iterable[str]) -> Iterator[CalendarDay]:
    """The rows of a file of days; a line that cannot be read is said with its number."""
    reader = csv.DictReader(lines)
    for row in reader:
        try:
            yield _day(row)
        except (KeyError, TypeError, ValueError, ValidationError) as fault:
            raise ValueError(f"line {reader.line_num}: {fault!r}") from fault


def _day(row: dict[str, str]) -> CalendarDay:
    day = CalendarDay(
        country=row["country"],
        day=date.fromisoformat(row["day"]),
        is_working=WORKS[row["works"]],
        name=row["name"],
        source=row["source"],
    )
    day.clean_fields()
    return day
