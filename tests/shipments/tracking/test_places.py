"""Six digits are a Russian index only in Russia's events; each event stands on its own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from shipments.actor import Actor, Role, system
from shipments.holds.actions import place_holds
from shipments.parties.models import Partner
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.codes import CODES
from shipments.tracking.intake import accept_events
from shipments.tracking.models import Event
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.places import country_of, zone_of_place
from shipments.tracking.queries import story
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels):
    return make_parcels(1)[0]


@pytest.fixture
def flown(parcel):
    """The parcel, which has left China an hour ago."""
    left = NOON - timedelta(hours=1)
    record_events([NewEvent("parcel", parcel.pk, "departed", left, "t", "left")], at=NOON)
    return parcel


@pytest.mark.parametrize(
    ("place", "country", "zone"),
    [
        ("150000", "CN", "Asia/Shanghai"),
        ("150000", "RU", "Europe/Moscow"),
        ("150000", "", "UTC"),
        ("620014", "RU", "Asia/Yekaterinburg"),
        ("416340", "RU", "Europe/Astrakhan"),
        ("999999", "RU", "UTC"),
        ("RU", "RU", "UTC"),
        ("", "RU", "UTC"),
        ("CN", "", "Asia/Shanghai"),
        ("CN", "RU", "Asia/Shanghai"),
        ("JP", "", "Asia/Tokyo"),
        ("BY", "", "Europe/Minsk"),
        ("US", "", "UTC"),
        ("KJA", "", "Asia/Krasnoyarsk"),
        ("HRB", "RU", "Asia/Shanghai"),
        ("", "CN", "Asia/Shanghai"),
        ("nowhere", "", "UTC"),
        ("", "", "UTC"),
    ],
)
def test_a_place_is_read_by_the_country_of_who_tells(channel, place, country, zone):
    assert zone_of_place(place, country=country) == zone


@pytest.mark.parametrize(
    ("code", "country", "city", "zone"),
    [
        ("", "RU", "Владивосток", "Asia/Vladivostok"),
        ("", "RU", "ВЛАДИВОСТОК", "Asia/Vladivostok"),
        ("", "RU", "Ревда", "UTC"),
        ("", "", "Владивосток", "UTC"),
        ("620014", "RU", "Владивосток", "Asia/Yekaterinburg"),
    ],
)
def test_a_city_tells_the_clock_where_no_code_does(channel, code, country, city, zone):
    assert zone_of_place(code, country=country, city=city) == zone


@pytest.mark.parametrize(
    ("scheme", "code", "country"),
    [
        ("russian_post", "received", "RU"),
        ("cdek", "delayed", "RU"),
        ("ru_customs", "lost", "RU"),
        ("cn_customs", "delayed", "CN"),
        ("own", "received", "CN"),
        ("own", "departed", "CN"),
        ("own", "offloaded", "CN"),
        ("own", "export_inspection", "CN"),
        ("own", "export_returned", "CN"),
        ("own", "arrived", "RU"),
        ("own", "delivered", "RU"),
        ("own", "import_refused", "RU"),
        ("own", "lost", ""),
        ("own", "delayed", ""),
    ],
)
def test_words_are_said_where_their_speaker_works(scheme, code, country):
    assert country_of(scheme, code) == country


def test_every_code_of_ours_can_be_asked_for_its_country():
    assert {country_of("own", code) for code in CODES} == {"", "CN", "RU"}


@pytest.mark.parametrize(
    ("scheme", "code", "place", "zone"),
    [
        ("own", "received", "150000", "Asia/Shanghai"),
        ("own", "delivered", "693000", "Asia/Sakhalin"),
        ("russian_post", "delivered", "667000", "Asia/Krasnoyarsk"),
    ],
)
def test_what_a_partner_tells_is_kept_on_the_clock_of_its_place(flown, scheme, code, place, zone):
    raw = RawEvent(f"parcel:{flown.number}", scheme, code, NOON, "r", place)

    accept_events([raw], by=system("tests"), at=NOON)

    assert Event.objects.get(source_ref="r").zone == zone


def test_a_hold_stands_on_the_clock_of_where_the_parcel_is(parcel, wei):
    late = NOON + timedelta(hours=3, minutes=20)
    packed = NewEvent("parcel", parcel.pk, "packed", NOON, "t", "p", "Asia/Shanghai", "HRB")
    record_events([packed], at=NOON)
    place_holds(subject="parcel", ids=[parcel.pk], reason="damage", by=wei, at=late)
    hub = NewEvent("parcel", parcel.pk, "at_hub", late, "t", "h", "Asia/Yekaterinburg", "SVX")
    record_events([hub], at=late)

    told = {line.code: line.zone for line in story(parcel)}

    assert told == {
        "packed": "Asia/Shanghai",
        "hold_placed": "Asia/Shanghai",
        "at_hub": "Asia/Yekaterinburg",
    }


def test_a_story_that_begins_without_a_place_takes_the_first_clock_that_is_told(parcel):
    events = [
        NewEvent("parcel", parcel.pk, "info_received", NOON, "t", "i"),
        NewEvent("parcel", parcel.pk, "received", NOON, "t", "r", "Asia/Shanghai", "HRB"),
    ]
    record_events(events, at=NOON)

    assert {line.zone for line in story(parcel)} == {"Asia/Shanghai"}


@pytest.mark.parametrize(
    ("midnight", "place", "zone"),
    [
        (datetime(2026, 11, 4, 21, tzinfo=UTC), ("Asia/Yekaterinburg", "620014"), "Europe/Moscow"),
        (datetime(2026, 11, 4, 21, tzinfo=UTC), ("Europe/Kaliningrad", "236001"), "Europe/Moscow"),
        (datetime(2026, 11, 4, 14, tzinfo=UTC), ("Asia/Vladivostok", "690001"), "Asia/Vladivostok"),
    ],
)
def test_a_day_without_an_hour_stays_the_day_that_was_told(parcel, midnight, place, zone):
    detail = {"day_only": True}
    event = NewEvent("parcel", parcel.pk, "delivered", midnight, "t", "d", *place, detail)
    record_events([event], at=NOON + timedelta(days=9))

    [line] = story(parcel)

    assert (line.day_only, line.zone) == (True, zone)


def test_the_posts_own_words_stand_beside_a_bare_index(parcel):
    post = Partner.objects.get(code="post")
    by = Actor("post", frozenset({Role.PARTNER}), partner_id=post.pk)
    for number, (place, text) in enumerate(
        [("630982", "Новосибирск PI-2"), ("SVX", "Екатеринбург"), ("620014", "")]
    ):
        raw = RawEvent(
            f"parcel:{parcel.number}",
            "russian_post",
            "in_transit",
            NOON + timedelta(minutes=number),
            f"r{number}",
            place,
            text,
        )
        accept_events([raw], by=by, at=NOON, source="russian_post")

    told = [line.place_name("ru") for line in story(parcel)]

    assert told == ["630982, Новосибирск PI-2", "Екатеринбург", "620014"]


def test_what_another_partner_writes_is_no_name_of_a_place(flown):
    raw = RawEvent(f"parcel:{flown.number}", "own", "delivered", NOON, "r", "620014", "Ивановой")
    accept_events([raw], by=system("tests"), at=NOON)

    assert [line.place_name("ru") for line in story(flown)] == ["", "620014"]
