"""Terms in hours and in working days, forwards and backwards."""

from datetime import UTC, date, datetime

import pytest

from customs.terms.days import TERMS, Term


def moment(day: int, hour: int = 9) -> datetime:
    """A moment of November 2026 in UTC; the 2nd is a Monday, noon in Moscow is nine."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def term(**length: int) -> Term:
    return Term("import", "presented", date(2018, 1, 1), **length)


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


@pytest.mark.parametrize("length", [{"hours": 4}, {"working_days": 1}, {"working_days": 10}])
@pytest.mark.parametrize("day", range(2, 16))
def test_what_began_at_the_latest_start_is_over_and_what_began_later_is_not(length, day):
    one, now = term(**length), moment(day)

    for hour in range(24):
        for began in range(1, day + 1):
            start = moment(began, hour)
            assert (one.ends(start) <= now) == (start <= one.latest_start(now))


def test_each_sourced_term_is_in_hours_or_in_days():
    assert all((one.hours is None) != (one.working_days is None) for one in TERMS)
    assert all(one.source for one in TERMS)
