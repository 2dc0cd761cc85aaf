"""Stories, stages and windows tell the year of days that are not of this year."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from shipments import clock
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.web.timeline import present_story
from tests.world import NOON

NEXT_YEAR = NOON + timedelta(days=80)


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    parcels = make_parcels(1)
    happen(parcels, "created", "packed")
    return Parcel.objects.get()


def days(client: Client, path: str) -> dict[str, set[str]]:
    """The days of the stages and of the story as they stand in a page."""
    text = client.get(path).content.decode()
    return {
        name: set(re.findall(day, re.search(rf'<ol class="{name}".*?</ol>', text, re.S)[0]))
        for name, day in DAYS.items()
    }


DAYS = {"stages": r"<time[^>]*>([^<]+)<", "story": r'<li class="day"><b>([^<]+)<'}


def test_a_story_is_told_by_day_and_each_line_by_its_clock(visitor, parcel, happen):
    happen([parcel], "departed", at=NOON + timedelta(days=1))

    with clock.stopped_at(NOON + timedelta(days=2)):
        text = visitor.get(f"/track/{parcel.number}/").content.decode()

    told = [re.findall(r">(\d\d:\d\d)</time>", day) for day in text.split('class="day"')[1:]]
    assert [len(clocks) for clocks in told] == [1, 2], "newest day first"


def test_a_buyer_reads_no_year_while_it_is_this_one(visitor, parcel):
    with clock.stopped_at(NOON):
        told = days(visitor, f"/track/{parcel.number}/")

    assert told == {"stages": {"02.11"}, "story": {"2 ноября"}}


def test_a_buyer_reads_the_year_of_a_story_of_last_year(visitor, parcel):
    with clock.stopped_at(NEXT_YEAR):
        told = days(visitor, f"/t/{parcel.token}/")

    assert told == {"stages": {"02.11.2026"}, "story": {"2 ноября 2026"}}


def test_the_window_of_next_year_has_its_year(visitor, parcel):
    with clock.stopped_at(NOON + timedelta(days=55)):
        text = visitor.get(f"/track/{parcel.number}/").content.decode()

    assert re.search(r"января 2027</strong>", text)


def test_a_seller_reads_it_too_with_both_clocks(anna_reads, parcel):
    with clock.stopped_at(NEXT_YEAR):
        path = f"/seller/orders/{parcel.order.number}/"
        text = anna_reads.get(path, headers={"accept-language": "ru"}).content.decode()

    assert "2 ноября 2026" in text
    assert "02.11.2026 20:00" in text


def test_who_works_on_it_reads_a_moment_once_though_flight_and_airline_tell_it(parcel, happen):
    for source in ("flights", "airline"):
        event = NewEvent("parcel", parcel.pk, "departed", NOON, source, source)
        record_events([event], at=NOON)

    told = present_story(parcel, "en", at=NOON)

    assert [line.text for line in told].count("Departed for Russia") == 1
