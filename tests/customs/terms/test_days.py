"""Terms in hours and in working days, forwards and backwards."""

from datetime import UTC, date, datetime

import pytest

from customs.terms.days import TERMS, Calendar, Term, deadline


def moment(day: int, hour: int = 9) -> datetime:
    """A moment of November 2026 in UTC; the 2nd is a Monday, noon in Moscow is nine."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


# Wednesday the 4th is a holiday, Saturday the 7th is worked instead of Monday the 9th.
MOVED = Calendar({date(2026, 11, 4): False, date(2026, 11, 7): True, date(2026, 11, 9): False})
PLAIN = Calendar()


def term(calendar: Calendar = PLAIN, **length: int) -> Term:
    return Term("import", "presented", date(2018, 1, 1), calendar=calendar, **length)


@pytest.mark.parametrize(
    ("length", "began", "ends"),
    [
        ({"hours": 4}, moment(2), moment(2, 13)),
        ({"hours": 30}, moment(6), moment(7, 15)),
        ({"working_days": 1}, moment(2), moment(3)),
        ({"working_days": 1}, moment(6), moment(9)),
        ({"working_days": 10}, moment(2), moment(16)),
        ({"working_days": 1}, moment(7), moment(9, 21)),
    ],
)
def test_a_term_ends_after_its_hours_or_working_days(length, began, ends):
    assert term(**length).ends(began) == ends


@pytest.mark.parametrize(
    ("length", "began", "ends"),
    [
        ({"hours": 4}, moment(4), moment(4, 13)),
        ({"working_days": 1}, moment(3), moment(5)),
        ({"working_days": 1}, moment(4), moment(5, 21)),
        ({"working_days": 1}, moment(6), moment(7)),
        ({"working_days": 2}, moment(6), moment(10)),
        ({"working_days": 1}, moment(8), moment(10, 21)),
        ({"working_days": 10}, moment(2), moment(17)),
    ],
)
def test_holidays_do_not_count_and_worked_weekends_do(length, began, ends):
    assert term(MOVED, **length).ends(began) == ends


@pytest.mark.parametrize("calendar", [PLAIN, MOVED], ids=["plain", "moved"])
@pytest.mark.parametrize("length", [{"hours": 4}, {"working_days": 1}, {"working_days": 10}])
@pytest.mark.parametrize("day", range(2, 16))
def test_what_began_at_the_latest_start_is_over_and_what_began_later_is_not(calendar, length, day):
    one, now = term(calendar, **length), moment(day)

    for hour in range(24):
        for began in range(1, day + 1):
            start = moment(began, hour)
            assert (one.ends(start) <= now) == (start <= one.latest_start(now))


def test_each_sourced_term_is_in_hours_or_in_days():
    assert all((one.hours is None) != (one.working_days is None) for one in TERMS)
    assert all(one.source for one in TERMS)


@pytest.mark.parametrize(
    ("now", "left"), [(moment(2), 2), (moment(3), 1), (moment(4), 1), (moment(5, 1), 0)]
)
def test_the_working_days_left_are_those_after_today(now, left):
    assert deadline(term(MOVED, working_days=2), moment(2), now).working_days == left


def test_a_deadline_stands_on_the_authority_s_clock_and_says_when_it_is_past():
    late = deadline(term(working_days=1), moment(2), moment(3, 10))

    assert late.is_late
    assert late.at.hour == 12
    assert late.working_days is None


def test_a_term_in_hours_says_no_working_days():
    assert deadline(term(hours=4), moment(2), moment(2, 10)).working_days is None
