"""Every moment of a page says on which clock it stands; the reader's own stands beside it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Browser

from shipments import clock
from shipments.flights.models import Flight, Leg
from shipments.journeys.queries import public_journey
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.web.timeline import present_story
from tests.browsers import seen
from tests.world import NOON

HARBIN, URALS = ("Asia/Shanghai", "HRB"), ("Asia/Yekaterinburg", "SVX")
HOUR = timedelta(hours=1)


@pytest.fixture
def parcel(make_parcels) -> Parcel:
    return make_parcels(1)[0]


def tell(parcel: Parcel, code: str, at: datetime, place, later=timedelta(), **detail) -> None:
    event = NewEvent("parcel", parcel.pk, code, at, "russian_post", code, *place, detail)
    record_events([event], at=at + later)


def story_in(client: Client, path: str, language: str = "en") -> str:
    text = client.get(path, headers={"accept-language": language}).content.decode()
    return re.search(r'<ol class="story".*?</section>', text, re.S)[0]


def test_each_line_names_its_clock(visitor, parcel):
    tell(parcel, "departed", NOON, HARBIN)
    tell(parcel, "arrived", NOON + HOUR, URALS)

    story = story_in(visitor, f"/track/{parcel.number}/")

    assert re.findall(r"(\d\d:\d\d)</time> <small>(UTC\S+?)</small>", story) == [
        ("18:00", "UTC+5"),
        ("20:00", "UTC+8"),
    ]


def test_stages_and_story_of_an_order_tell_one_day(anna_reads, parcel):
    """Packed at 00:50 in Harbin, when it is still the day before in Europe."""
    tell(parcel, "created", datetime(2026, 11, 24, 16, 50, tzinfo=UTC), HARBIN)

    with clock.stopped_at(datetime(2026, 11, 25, 0, tzinfo=UTC)):
        path = f"/seller/orders/{parcel.order.number}/"
        text = anna_reads.get(path, headers={"accept-language": "ru"}).content.decode()

    assert '<time datetime="2026-11-25T00:50:00+08:00">25.11</time>' in text
    assert "<b>25 ноября</b>" in text
    assert "24.11" not in text


def test_the_window_of_sakhalin_stands_on_the_clock_of_sakhalin(visitor, parcel):
    tell(parcel, "packed", NOON, HARBIN)
    days = []
    for index in ("620014", "693000"):
        Order.objects.update(postal_code=index)
        with clock.stopped_at(NOON):
            days.append(public_journey(parcel.number, at=NOON).zone)

    assert days == ["Asia/Yekaterinburg", "Asia/Sakhalin"]


def test_a_day_without_an_hour_is_told_as_a_day(visitor, parcel):
    midnight = datetime(2026, 11, 3, 21, tzinfo=UTC)
    tell(parcel, "delivered", midnight, ("Europe/Kaliningrad", "236001"), day_only=True)

    with clock.stopped_at(NOON + 48 * HOUR):
        story = story_in(visitor, f"/track/{parcel.number}/")

    assert "<b>4 November</b>" in story
    assert "00:00" not in story
    assert "<time" not in story


@pytest.mark.parametrize(
    ("later", "to_staff", "to_buyers"),
    [
        (timedelta(minutes=59), "", ""),
        (HOUR, "told 1 hour later", ""),
        (2.9 * HOUR, "told 2 hours later", ""),
        (6 * HOUR, "told 6 hours later", "we were told of it 6 hours later"),
        (100 * HOUR, "told 4 days later", "we were told of it 4 days later"),
        (-HOUR, "", ""),
    ],
)
def test_what_was_told_hours_later_says_so(visitor, parcel, later, to_staff, to_buyers):
    tell(parcel, "delivered", NOON, URALS, later)

    [line] = present_story(parcel, "en", at=NOON)
    story = story_in(visitor, f"/track/{parcel.number}/")

    assert line.late == to_staff
    assert re.findall(r"we were told of it [^<]*", story) == ([to_buyers] if to_buyers else [])


@pytest.mark.parametrize(("interface", "offset"), [("anna", "UTC+8"), ("pavel", "UTC+8")])
def test_a_desk_says_on_which_clock_it_works(request, interface, offset):
    client = request.getfixturevalue(f"{interface}_reads")
    path = {"anna": "/seller/", "pavel": "/staff/flights/"}[interface]

    assert f"without a zone are {offset}" in seen(client.get(path))


def test_the_desk_of_russian_customs_works_on_the_clock_of_the_urals(olga_reads):
    assert "without a zone are UTC+5" in seen(olga_reads.get("/customs/"))


@pytest.mark.parametrize("status", [Leg.Status.DEPARTED, Leg.Status.ARRIVED, Leg.Status.CANCELLED])
def test_no_cut_off_counts_down_for_a_flight_that_is_over(pavel_reads, consolidation, status):
    Flight.objects.update(day=NOON.date())
    path = f"/staff/flights/{Flight.objects.get().public_number}/"
    with clock.stopped_at(NOON - 6 * HOUR):
        before = seen(pavel_reads.get(path))
        Leg.objects.update(status=status)
        after = seen(pavel_reads.get(path))

    assert before.count("in 6\xa0hours") == 3
    assert "in 6\xa0hours" not in after


@pytest.mark.browser
@pytest.mark.parametrize(
    ("zone", "language", "own"),
    [
        ("Asia/Shanghai", "en", ["yours 23:30"]),
        ("Asia/Yekaterinburg", "en", ["yours 20:30"]),
        ("Europe/Moscow", "ru", ["yours 18:30", "yours 18:30"]),
        ("Asia/Kamchatka", "ru", ["yours 03.11 03:30", "yours 03.11 03:30"]),
    ],
)
def test_the_readers_own_clock_stands_beside_another(
    browser: Browser, visitor, parcel, zone, language, own
):
    at = NOON + 3.5 * HOUR
    tell(parcel, "departed", at, HARBIN)
    tell(parcel, "arrived", at, URALS)
    page = browser.new_page(timezone_id=zone)
    page.set_content(
        f'<html lang="{language}">{story_in(visitor, f"/track/{parcel.number}/")}</html>'
    )
    page.add_script_tag(path=find("js/clocks.js"))
    told = page.locator(".yours").all_inner_texts()
    page.close()

    assert told == own
