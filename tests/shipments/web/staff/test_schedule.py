"""The page of the schedule: a planner adds, changes and ends departures and adds one flight."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format

from shipments import clock
from shipments.actor import Role
from shipments.flights.models import Flight, Schedule
from tests.browsers import grows_not, seen, signed_in
from tests.world import NOON

URL = "/staff/flights/schedule/"
SOON = (NOON + timedelta(days=9)).date()
LATE = (NOON + timedelta(days=400)).date()
NEW = {
    "channel": "HRB-SVX",
    "number": "u6995",
    "weekdays": ["0", "3"],
    "departs": "23:30",
    "block_minutes": "365",
    "aircraft": "75F",
    "since": SOON.isoformat(),
}


@pytest.fixture(autouse=True)
def _noon(reference):
    with clock.stopped_at(NOON):
        yield


def test_a_planner_adds_changes_and_ends_a_departure(pavel_reads):
    pavel_reads.post(f"{URL}add/", NEW)
    first, second = Schedule.objects.filter(flight_number="U6995").order_by("weekday")
    text = seen(pavel_reads.get(URL))
    assert "U6995" in text
    assert "<b>U6995, Monday</b>: — → added" in " ".join(text.split())
    form = pavel_reads.get(f"{URL}change/?departure={first.pk}").content.decode()
    assert 'value="23:30"' in form
    assert 'value="365"' in form

    changed = {
        "departure": first.pk,
        "since": LATE.isoformat(),
        "departs": "20:00",
        "block_minutes": "350",
        "aircraft": "T2F",
    }
    pavel_reads.post(f"{URL}change/", changed)
    pavel_reads.post(f"{URL}end/", {"departure": second.pk, "last": SOON.isoformat()})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.until, second.until) == (LATE - timedelta(days=1), SOON)
    new = Schedule.objects.get(flight_number="U6995", since=LATE)
    assert (new.weekday, new.aircraft.code, str(new.departs)) == (0, "T2F", "20:00:00")
    assert date_format(SOON, "SHORT_DATE_FORMAT") in seen(pavel_reads.get(URL))


def test_what_is_refused_stands_at_its_field_and_changes_nothing(pavel_reads):
    before = Schedule.objects.count()

    wrong = pavel_reads.post(f"{URL}add/", {**NEW, "number": "995"})
    assert wrong.status_code == 422
    assert wrong.context["departure_form"].errors["number"]
    taken = pavel_reads.post(f"{URL}add/", {**NEW, "number": "U6999"})
    assert "leaves on this weekday already" in taken.content.decode()
    past = pavel_reads.post(
        f"{URL}end/",
        {
            "departure": Schedule.objects.order_by("pk")[0].pk,
            "last": "2020-01-01",
        },
    )
    assert past.status_code == 422

    assert Schedule.objects.count() == before
    assert not Schedule.objects.filter(until__isnull=False).exists()
    assert pavel_reads.get(f"{URL}change/?departure=x").status_code == 404


def test_one_flight_is_added_on_the_clock_of_its_origin(pavel_reads):
    extra = {
        "channel": "HRB-SVX",
        "number": "U6995",
        "departs": f"{SOON}T21:00",
        "block_minutes": "365",
        "aircraft": "75F",
    }

    page = pavel_reads.post("/staff/flights/new/", extra, follow=True)

    flight = Flight.objects.get(number="U6995")
    assert flight.legs.get().planned_departure.isoformat() == f"{SOON}T13:00:00+00:00"
    assert "<b>Added beside the schedule</b>: — → 75F" in " ".join(seen(page).split())
    again = pavel_reads.post("/staff/flights/new/", extra)
    assert again.status_code == 422
    assert "leaves on that day already" in again.content.decode()


def test_who_plans_nothing_reads_and_changes_nothing():
    wei = signed_in("wei", roles=(Role.WAREHOUSE,))
    before = list(Schedule.objects.order_by("pk").values())

    page = wei.get(URL).content.decode()
    assert "U6999" in page
    assert "<form method" not in page.partition("<main")[2].replace('class="panel" ', "")
    assert wei.post(f"{URL}add/", NEW).status_code == 422
    assert wei.post("/staff/flights/new/", {**NEW, "departs": f"{SOON}T21:00"}).status_code == 422

    assert list(Schedule.objects.order_by("pk").values()) == before
    assert not Flight.objects.exists()


def test_the_page_takes_as_few_queries_however_full(pavel_reads, queries_of):
    pavel_reads.post(f"{URL}add/", NEW)

    def more() -> None:
        pavel_reads.post(f"{URL}add/", {**NEW, "number": "U6111", "weekdays": list("0123456")})

    grows_not(queries_of, pavel_reads, URL, more)
