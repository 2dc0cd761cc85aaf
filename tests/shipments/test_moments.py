"""A day carries its year where it is not the year that the world's clock shows there."""

from datetime import UTC, datetime, timedelta

import pytest

from shipments.moments import day_of, later_by, offset_of, short_day_of, zone_named

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
HARBIN, URALS = "Asia/Shanghai", "Asia/Yekaterinburg"
LAST_YEAR = datetime(2025, 12, 9, 12, tzinfo=UTC)
THIS_YEAR = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words", "figures"),
    [
        ("ru", "9 декабря 2025", "09.12.2025"),
        ("zh-hans", "2025年12月9日", "2025-12-09"),
        ("en", "9 December 2025", "9 Dec 2025"),
    ],
)
def test_a_day_of_another_year_has_its_year(language, words, figures):
    assert day_of(LAST_YEAR, URALS, language, at=NOW) == words
    assert short_day_of(LAST_YEAR, URALS, language, at=NOW) == figures


@pytest.mark.parametrize(
    ("language", "words", "figures"),
    [("ru", "5 января", "05.01"), ("zh-hans", "1月5日", "01-05"), ("en", "5 January", "5 Jan")],
)
def test_a_day_of_this_year_has_none(language, words, figures):
    assert day_of(THIS_YEAR, URALS, language, at=NOW) == words
    assert short_day_of(THIS_YEAR, URALS, language, at=NOW) == figures


def test_the_year_turns_with_the_clock_of_the_place():
    late = datetime(2025, 12, 31, 17, tzinfo=UTC)

    assert day_of(late, HARBIN, "ru", at=NOW) == "1 января"
    assert day_of(late, URALS, "ru", at=NOW) == "31 декабря 2025"
    assert day_of(late, URALS, "ru", at=late) == "31 декабря"


def test_the_reader_s_language_counts_and_not_the_active_one():
    assert day_of(THIS_YEAR, URALS, "zh-hans", at=NOW) == "1月5日"
    assert day_of(THIS_YEAR, URALS, "ru", at=NOW) == "5 января"


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        (HARBIN, "UTC+8"),
        ("UTC", "UTC+0"),
        ("Asia/Kolkata", "UTC+5:30"),
        ("America/St_Johns", "UTC-3:30"),
        ("Europe/Kaliningrad", "UTC+2"),
    ],
)
def test_a_clock_is_named_by_its_offset(zone, offset):
    assert offset_of(NOW.astimezone(zone_named(zone))) == offset


def test_hours_are_told_for_two_days_and_then_days():
    told = [later_by(NOW, NOW + timedelta(hours=hours)) for hours in (1, 47.9, 48, 100)]

    assert told == ["1 hour", "47 hours", "2 days", "4 days"]
