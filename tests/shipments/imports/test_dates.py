"""Moments in the habits of Excel, Russia, China and shops."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from shipments.imports.cleaning import Unread
from shipments.imports.dates import read_moment
from tests.shipments.imports.reads import HARBIN


def at(*parts: int, hours: int | None = None) -> datetime:
    zone = HARBIN if hours is None else timezone(timedelta(hours=hours))
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-27T10:00:00+08:00", at(2026, 11, 27, 10, hours=8)),
        ("2026-11-27 10:00:00", at(2026, 11, 27, 10)),
        ("2026-11-27 10:00:00 +0300", at(2026, 11, 27, 10, hours=3)),
        ("2026-11-27T10:00:00Z", at(2026, 11, 27, 10, hours=0)),
        ("2026-11-27 10:00:00 UTC", at(2026, 11, 27, 10, hours=0)),
        ("2026-11-27T10:00:00.250000-08:00", at(2026, 11, 27, 10, 0, 0, 250_000, hours=-8)),
        ("2026-11-27T10:00:00.25", at(2026, 11, 27, 10, 0, 0, 250_000)),
        ("2026-11-27", at(2026, 11, 27)),
        ("2026/11/3 9:05", at(2026, 11, 3, 9, 5)),
        ("2026.11.3 9:05", at(2026, 11, 3, 9, 5)),
        ("27.11.2026 10:00", at(2026, 11, 27, 10)),
        ("27.11.2026, 10:00:05", at(2026, 11, 27, 10, 0, 5)),
        ("3.11.2026", at(2026, 11, 3)),
        ("03.11.2026 09:05", at(2026, 11, 3, 9, 5)),
        ("2026年11月27日 10:30", at(2026, 11, 27, 10, 30)),
        ("2026年11月3日10时05分", at(2026, 11, 3, 10, 5)),
        ("2026年11月3日 10时5分7秒", at(2026, 11, 3, 10, 5, 7)),
        ("2026年11月27日", at(2026, 11, 27)),
        ("2026年11月27日 下午3:05", at(2026, 11, 27, 15, 5)),
        ("２０２６年１１月２７日　１０：３０", at(2026, 11, 27, 10, 30)),
        ("27/11/2026 10:00", at(2026, 11, 27, 10)),
        ("11/27/2026 3:05 PM", at(2026, 11, 27, 15, 5)),
        ("11/27/2026 12:05 AM", at(2026, 11, 27, 0, 5)),
        ("11/11/2026 10:00", at(2026, 11, 11, 10)),
        ("\u200b2026-11-27\u00a010:00:00 ", at(2026, 11, 27, 10)),
    ],
)
def test_a_moment_is_read_as_people_write_it(text, moment):
    found = read_moment(text, HARBIN)

    assert (found, found.utcoffset()) == (moment, moment.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        "46346.4166",
        "46346",
        "20261127",
        "27.11.26",
        "27.13.2026",
        "31.02.2026",
        "yesterday",
        "2026-11-27 25:00:00",
        "2026-11-27 10:60",
        "10:00",
        "2026-11-27T10:00:00+99:00",
        "2026-11-27T10:00:00+15:30",
        "2026-11-27T10:00:00+08:75",
        "2026-W48-5",
        "27 ноября 2026",
        "11/27/2026 13:05 PM",
        "2026-11/27",
        "2026-11-27 10:00 МСК",
        "2026年11月",
    ],
)
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Unread):
        read_moment(text, HARBIN)


@pytest.mark.parametrize(
    "text", ["0001-01-01 00:00:00", "1989-12-31", "2101-01-01", "9999-12-31 23:59:59", "1.1.1900"]
)
def test_a_year_out_of_range_is_refused(text):
    with pytest.raises(Unread, match="out of range"):
        read_moment(text, HARBIN)


@pytest.mark.parametrize("text", ["03/11/2026", "03/11/2026 10:00", "3-11-2026"])
def test_an_open_order_of_day_and_month_is_refused_until_somebody_says(text):
    with pytest.raises(Unread, match="2026-11-03"):
        read_moment(text, HARBIN)

    assert (
        read_moment(text, HARBIN, day_first=True).date() == datetime(2026, 11, 3, tzinfo=UTC).date()
    )
    assert (
        read_moment(text, HARBIN, day_first=False).date()
        == datetime(2026, 3, 11, tzinfo=UTC).date()
    )


def test_a_day_that_contradicts_what_was_said_is_refused():
    with pytest.raises(Unread):
        read_moment("27/11/2026", HARBIN, day_first=False)


def test_points_put_the_day_first_whatever_was_said():
    assert read_moment("03.11.2026", HARBIN, day_first=False) == at(2026, 11, 3)
