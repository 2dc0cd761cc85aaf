"""Every airport has the clock of its region, and an administrator has the last word."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import airportsdata
import pytest

from shipments.flights import queries
from shipments.flights.airports import zone_of_airport
from shipments.flights.models import Place
from shipments.tracking.places import zone_of_place

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def hours(zone: str) -> float:
    return AT.astimezone(ZoneInfo(zone)).utcoffset().total_seconds() / 3600


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "offset"),
    [
        ("HRB", 8),
        ("URC", 8),
        ("EHU", 8),
        ("FYJ", 8),
        ("SVX", 5),
        ("DME", 3),
        ("VKO", 3),
        ("ZIA", 3),
        ("KJA", 7),
        ("IKT", 8),
        ("VVO", 10),
        ("KHV", 10),
        ("PEE", 5),
        ("KGD", 2),
        ("OVB", 7),
        ("UUS", 11),
        ("DEE", 11),
        ("ITU", 11),
        ("OHH", 11),
        ("NGK", 11),
        ("PKC", 12),
        ("KDY", 9),
        ("UKG", 10),
        ("USR", 10),
        ("CKH", 11),
        ("DPT", 10),
        ("TAS", 5),
        ("LGG", 1),
        ("MOW", 3),
        ("BJS", 8),
        ("SEL", 9),
    ],
)
def test_an_airport_lives_on_the_clock_of_its_region(code, offset):
    assert hours(zone_of_airport(code)) == offset


@pytest.mark.django_db
def test_ovb_and_all_of_sakhalin_have_zones_of_their_own_name():
    assert zone_of_airport("OVB") == "Asia/Novosibirsk"
    sakhalin = [r["iata"] for r in airportsdata.load("IATA").values() if r["subd"] == "Sakhalin"]
    assert len(sakhalin) >= 6
    assert {zone_of_airport(code) for code in sakhalin} == {"Asia/Sakhalin"}


@pytest.mark.django_db
def test_every_airport_of_the_world_has_a_zone_that_this_machine_knows():
    zones = {zone_of_airport(code) for code in airportsdata.load("IATA")}

    assert len(zones) > 200
    assert all(ZoneInfo(zone) for zone in zones)


@pytest.mark.django_db
def test_what_is_no_airport_has_no_zone():
    assert [zone_of_airport(code) for code in ("QQQ", "", "svx", "620000", "Harbin")] == [""] * 5


@pytest.mark.django_db
def test_a_place_that_an_administrator_entered_wins():
    assert zone_of_airport("NBC") == "Europe/Moscow"
    queries.forget_places()
    Place.objects.create(code="NBC", name_en="Our yard", zone="Asia/Shanghai", country="CN")

    assert zone_of_airport("NBC") == "Asia/Shanghai"


@pytest.mark.django_db
def test_a_new_place_is_known_to_a_process_that_has_asked_before(monkeypatch):
    monkeypatch.setattr(queries, "monotonic", lambda: 100.0)
    assert zone_of_place("YARD") == "UTC"
    Place.objects.create(code="YARD", name_en="Our yard", zone="Asia/Shanghai", country="CN")

    assert zone_of_place("YARD") == "UTC"
    monkeypatch.setattr(queries, "monotonic", lambda: 101.0)
    assert zone_of_place("YARD") == "Asia/Shanghai"


@pytest.mark.django_db
def test_thousands_of_questions_are_one_query(django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        for _ in range(2_000):
            zone_of_place("SVX"), zone_of_place("nowhere"), zone_of_place("KJA")
