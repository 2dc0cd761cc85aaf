"""A buyer's page is kept for a while, and never after something has happened to the parcel."""

import pytest
from django.core.cache import cache
from django.test import Client

from shipments import memory
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, project_contents, record_events
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels, happen, settings) -> Parcel:
    settings.PAGE_CACHE_SECONDS = 60
    cache.clear()
    happen(make_parcels(1), "created", "packed")
    return Parcel.objects.get()


def read(number: str, **headers: str):
    return Client(headers={"accept-language": "ru"} | headers).get(f"/track/{number}/")


def test_a_kept_page_asks_the_database_nothing(parcel, django_assert_num_queries):
    made = read(parcel.number)
    with django_assert_num_queries(0):
        kept = read(parcel.number.lower())

    assert kept.content == made.content
    assert kept["Cache-Control"] == "public, no-cache"
    assert {"Accept-Language", "Cookie"} <= {one.strip() for one in kept["Vary"].split(",")}


def test_who_has_the_page_is_told_so_in_a_few_bytes(parcel):
    again = read(parcel.number, **{"if-none-match": read(parcel.number)["ETag"]})

    assert again.status_code == 304
    assert again.content == b""


def test_each_language_and_colour_is_kept_apart(parcel):
    russian = read(parcel.number).content
    dark = Client(headers={"accept-language": "ru"})
    dark.cookies["theme"] = "dark"

    assert read(parcel.number, **{"accept-language": "zh-hans"}).content != russian
    assert b'data-theme="dark"' in dark.get(f"/track/{parcel.number}/").content
    assert read(parcel.number).content == russian


def test_no_page_is_kept_longer_than_is_said_nor_beside_those_that_came_after_it(parcel):
    def key() -> str:
        return f"pages:{parcel.pk}"

    read(parcel.number)
    memory.redis().expire(key(), 7)
    for language in ("zh-hans", "en"):
        read(parcel.number, **{"accept-language": language})
    assert memory.redis().ttl(key()) <= 7
    kept = memory.redis().hlen(key())

    for _ in range(3):
        memory.redis().incr("pages:now")
        read(parcel.number)

    assert memory.redis().hlen(key()) < kept


def test_an_event_of_the_parcel_forgets_its_page_and_those_made_meanwhile(
    parcel, happen, django_capture_on_commit_callbacks
):
    before = read(parcel.number).content
    with django_capture_on_commit_callbacks(execute=True):
        happen([parcel], "export_inspection")

    assert read(parcel.number).content != before


def test_what_happens_to_its_flight_forgets_it_too(
    parcel, consolidation, django_capture_on_commit_callbacks
):
    parcel.containments.create(consolidation=consolidation, since=NOON)
    before = read(parcel.number).content
    late = NewEvent("consolidation", consolidation.pk, "departed", NOON, "t", "1")
    with django_capture_on_commit_callbacks(execute=True):
        record_events([late], at=NOON)
    told = read(parcel.number).content
    with django_capture_on_commit_callbacks(execute=True):
        project_contents(at=NOON)

    assert before != told != read(parcel.number).content


def test_without_redis_the_page_is_made_each_time(parcel, monkeypatch):
    made = read(parcel.number).content
    monkeypatch.setattr(memory, "is_away", lambda: True)

    assert read(parcel.number).content == made


def test_an_unknown_number_is_not_kept(parcel, happen):
    assert read("LV999999990CN").status_code == 404
    assert "ETag" not in read("LV999999990CN")


def test_contents_that_were_opened_are_kept_for_nobody(parcel):
    reader = Client(headers={"accept-language": "ru"})
    reader.cookies["opened"] = "anything"

    assert "ETag" not in reader.get(f"/track/{parcel.number}/")
