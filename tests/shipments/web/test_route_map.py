"""The route map shows the whole way to every region."""

import re
from dataclasses import replace

import pytest

from shipments.journeys.queries import PublicJourney, public_journey
from shipments.tracking.regions import TABLE
from shipments.web.public.route_map import route_map
from tests.world import NOON

STARTS = [start for start, *known in TABLE if known]


@pytest.fixture
def journey(make_parcels) -> PublicJourney:
    found = public_journey(make_parcels(1)[0].number, at=NOON)
    return replace(found, headline="delivered")


def box(drawing: str) -> tuple[int, ...]:
    return tuple(map(int, re.search(r'viewBox="([^"]+)"', drawing)[1].split()))


def test_every_region_lies_inside_its_map(journey):
    outside = []
    for start in STARTS:
        drawing = route_map(replace(journey, region=start), "en")
        left, top, width, height = box(drawing)
        points = re.findall(r'class="(?:stop|here)" cx="([^"]+)" cy="([^"]+)"', drawing)
        assert len(points) == 3 + (start != "620"), start
        outside += [
            start
            for x, y in points
            if not (left < float(x) < left + width and top + 12 < float(y) < top + height)
        ]

    assert len(STARTS) > 90
    assert outside == []


def test_the_maps_of_anadyr_and_murmansk_begin_higher_than_others(journey):
    boxes = {start: box(route_map(replace(journey, region=start), "en")) for start in STARTS}

    assert {start for start, found in boxes.items() if found != (0, 0, 360, 168)} == {
        "183",
        "689",
    }


@pytest.mark.parametrize(
    ("region", "city"),
    [("647", "Dudinka"), ("166", "Naryan-Mar"), ("299", "Sevastopol"), ("667", "Kyzyl")],
)
def test_the_map_names_the_city_of_the_region(journey, region, city):
    drawing = route_map(replace(journey, region=region), "en")

    assert f"The way: Harbin → Yekaterinburg → {city}. The parcel is here: {city}." in drawing
