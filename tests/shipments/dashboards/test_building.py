"""The builder's sums: kept where they take long, but never past what the planner did."""

from itertools import count

import pytest
from django.core.cache import cache

from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag
from shipments.consolidation.offloading import offload_bag, remove_parcels
from shipments.consolidation.readiness import ready_page
from shipments.consolidation.sealing import seal_bag
from shipments.dashboards import cached as keeping
from shipments.dashboards.building import building, waiting
from shipments.flights.models import Channel
from shipments.parcels.models import Parcel
from tests.world import NOON


@pytest.fixture(autouse=True)
def _everything_takes_long(monkeypatch: pytest.MonkeyPatch, _nothing_takes_long: None) -> None:
    cache.clear()
    monkeypatch.setattr(keeping, "QUICK", 0)
    monkeypatch.setattr(keeping, "monotonic", count(0, 5).__next__)


@pytest.fixture
def opened(consolidation, pavel):
    return open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)


@pytest.fixture
def ready(make_parcels, happen):
    def make(many: int) -> list[Parcel]:
        parcels = make_parcels(many)
        happen(parcels, "created", "packed", "export_filed", "export_released")
        return parcels

    return make


def counted(opened, by) -> tuple[int, int, int]:
    """Pieces inside, bags, and how many may fly."""
    built = building(by, opened, at=NOON)
    may_fly = ready_page(by, opened.flight.channel, None, 10)[1]
    return built.load.pieces, len(built.bags), may_fly


def test_each_action_shows_at_once(opened, ready, pavel):
    first, second = ready(2)
    assert counted(opened, pavel) == (0, 0, 2)

    add_parcels(consolidation=opened, numbers=[first.number], by=pavel, at=NOON)
    assert counted(opened, pavel) == (1, 1, 1)
    bag = make_bag(consolidation=opened, by=pavel, at=NOON)
    assert counted(opened, pavel) == (1, 2, 1)
    add_parcels(consolidation=opened, numbers=[second.number], by=pavel, at=NOON)
    seal_bag(bag=bag, seal="S-1", by=pavel, at=NOON)
    assert [one.is_sealed for one in building(pavel, opened, at=NOON).bags] == [False, True]
    Parcel.objects.update(measured_grams=1)
    assert building(pavel, opened, at=NOON).load.grams == 800, "kept while nothing is done here"
    remove_parcels(consolidation=opened, numbers=[first.number], why="wet", by=pavel, at=NOON)
    assert counted(opened, pavel) == (1, 2, 1)
    offload_bag(bag=bag, why="no_room", by=pavel, at=NOON)
    assert counted(opened, pavel) == (0, 1, 1)


def test_what_is_ready_on_another_route_from_here_is_told(opened, ready, pavel):
    ours, theirs = ready(2)
    other = Channel.objects.exclude(pk=ours.channel_id).filter(origin=ours.channel.origin).first()
    other = other or Channel.objects.create(
        code="HRB-KJA",
        mode="air",
        origin=ours.channel.origin,
        destination=ours.channel.destination,
    )
    Parcel.objects.filter(pk=theirs.pk).update(channel=other, measured_grams=300)

    found = waiting(pavel, opened.flight.channel)

    assert found.unweighed == 1
    assert found.elsewhere == [(other.code, 1)]
