"""A postal index tells the clock and the region's city; every city of Russia is right."""

from datetime import UTC, datetime
from math import cos, hypot, radians
from zoneinfo import ZoneInfo

import pytest

from shipments.tracking.regions import region_of, zone_of_index
from tests.shared_data import shared_rows

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
# So far is the farthest city (Norilsk) from the city of its region.
FARTHEST_KM = 1_500


def hours(zone: str) -> float:
    return AT.astimezone(ZoneInfo(zone)).utcoffset().total_seconds() / 3600


@pytest.mark.parametrize(
    ("index", "offset", "city"),
    [
        ("416340", 4, "Astrakhan"),
        ("667000", 7, "Kyzyl"),
        ("668050", 7, "Kyzyl"),
        ("655000", 7, "Abakan"),
        ("678530", 10, "Yakutsk"),
        ("678790", 11, "Yakutsk"),
        ("678730", 10, "Yakutsk"),
        ("678830", 11, "Yakutsk"),
        ("678720", 9, "Yakutsk"),
        ("678900", 9, "Yakutsk"),
        ("678499", 9, "Yakutsk"),
        ("647000", 7, "Dudinka"),
        ("166000", 3, "Naryan-Mar"),
        ("295000", 3, "Simferopol"),
        ("299700", 3, "Sevastopol"),
        ("689000", 12, "Anadyr"),
        ("236001", 2, "Kaliningrad"),
        ("283001", 3, "Donetsk"),
        ("291011", 3, "Luhansk"),
        ("272312", 3, "Melitopol"),
        ("273000", 3, "Kherson"),
        ("468320", 5, "Baikonur"),
        ("694550", 11, "Yuzhno-Sakhalinsk"),
        ("101000", 3, "Moscow"),
        ("688000", 12, "Palana"),
        ("648000", 7, "Tura"),
        ("620014", 5, "Yekaterinburg"),
    ],
)
def test_an_index_has_the_clock_and_the_city_of_its_region(index, offset, city):
    assert hours(zone_of_index(index)) == offset
    assert region_of(index).city.en == city
    assert region_of(index[:3]).city.en == city


@pytest.mark.parametrize(
    "index", ["", "6200", "62001４", "62001a", "000000", "099999", "217000", "695000", "910001"]
)
def test_what_no_region_has_is_not_guessed(index):
    assert zone_of_index(index) == ""


def test_every_city_of_russia_has_its_own_clock_and_lies_in_its_region():
    rows = shared_rows("data/geo/russian_cities.csv")
    cities = [row for row in rows if row["postal_code"]]

    wrong = {
        row["address"]: zone_of_index(row["postal_code"])
        for row in cities
        if hours(zone_of_index(row["postal_code"])) != float(row["timezone"].removeprefix("UTC"))
    }
    far = [row["address"] for row in cities if _km(row) > FARTHEST_KM]

    assert len(cities) == 1_116, "all but Argun, which has no index there"
    assert (wrong, far) == ({}, [])


def _km(row: dict[str, str]) -> float:
    north, east = float(row["geo_lat"]), float(row["geo_lon"])
    chief = region_of(row["postal_code"]).city.at
    return 111 * hypot(north - chief[0], (east - chief[1]) * cos(radians(north)))
