"""The days a country has moved: shipped, changed by people, loaded for a new year."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from customs.reference import load_reference_data
from customs.terms.calendar import calendar_of, load_calendar_days, read_days
from customs.terms.models import CalendarDay
from customs.terms.queries import deadline_of, terms_of

pytestmark = pytest.mark.django_db
AUTUMN = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEAD = "country,day,works,name,source\n"


@pytest.mark.parametrize(
    ("side", "day", "works"),
    [
        ("import", date(2026, 11, 4), False),
        ("import", date(2026, 12, 31), False),
        ("export", date(2026, 11, 4), True),
        ("export", date(2026, 10, 1), False),
        ("export", date(2026, 10, 10), True),
        ("import", date(2026, 10, 10), False),
    ],
)
def test_each_side_works_by_the_days_of_its_country(side, day, works):
    load_calendar_days()

    assert calendar_of(side, at=AUTUMN).works(day) is works


def test_what_people_have_changed_stays_when_the_days_are_laid_again():
    load_calendar_days()
    CalendarDay.objects.filter(country="RU", day="2026-11-04").update(is_working=True)

    load_calendar_days()

    assert CalendarDay.objects.get(country="RU", day="2026-11-04").is_working


def test_a_row_changes_the_deadline_without_a_new_program():
    load_reference_data()
    friday = datetime(2026, 11, 6, 9, tzinfo=UTC)
    before = deadline_of(terms_of("import", at=friday), "inspection", friday, now=friday)

    CalendarDay.objects.create(country="RU", day="2026-11-09", name="moved")
    after = deadline_of(terms_of("import", at=friday), "inspection", friday, now=friday)

    assert before.at.day == 9
    assert after.at.day == 10


def test_a_new_year_is_loaded_from_a_file_and_replaces_what_was_there(tmp_path):
    path = tmp_path / "days.csv"
    path.write_text(
        HEAD + "RU,2026-11-04,yes,moved,decree\nCN,2027-02-06,no,Spring Festival,notice\n"
    )
    load_calendar_days()

    call_command("load_calendar", str(path))

    assert CalendarDay.objects.get(country="RU", day="2026-11-04").is_working
    assert CalendarDay.objects.get(country="CN", day="2027-02-06").name == "Spring Festival"


@pytest.mark.parametrize(
    "line",
    ["XX,2026-11-05,no,n,s", "RU,5.11.2026,no,n,s", "RU,2026-11-05,perhaps,n,s", "RU,2026-11-05"],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_changed(tmp_path, line):
    path = tmp_path / "days.csv"
    path.write_text(HEAD + "RU,2026-11-06,no,n,s\n" + line + "\n")

    with pytest.raises(CommandError, match=r"Nothing was changed: line 3"):
        call_command("load_calendar", str(path))

    assert not CalendarDay.objects.exists()


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("load_calendar", str(tmp_path / "none.csv"))


def test_every_shipped_day_differs_from_its_weekday_or_says_a_holiday():
    load_calendar_days()

    for row in CalendarDay.objects.all():
        assert row.name
        assert row.source
        assert not (row.is_working and row.day.weekday() < 5)


def test_a_file_without_lines_has_no_days():
    assert list(read_days([HEAD])) == []
