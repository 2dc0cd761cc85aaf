"""How long a stage takes is measured from what was delivered lately."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role
from shipments.errors import NotAllowed
from shipments.estimates.models import StageTime
from shipments.estimates.queries import ENOUGH
from shipments.journeys.measure import refresh_stage_times
from shipments.orders.models import Order
from tests.world import NOON

HOUR = timedelta(hours=1)
PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
WEI = Actor("wei", frozenset({Role.WAREHOUSE}))


@pytest.fixture
def journey(make_parcels, happen):
    """Lets so many parcels be delivered a day and a half after they were handed over."""

    def travel(count: int) -> None:
        parcels = make_parcels(count)
        Order.objects.update(postal_code="620014")
        happen(parcels, "created", "packed", "departed", "arrived", "import_released")
        happen(parcels, "handed_over", at=NOON + 24 * HOUR)
        happen(parcels, "delivered", at=NOON + 60 * HOUR)

    return travel


def measured() -> dict[str, tuple[float, int]]:
    rows = StageTime.objects.filter(stage="last_mile", n__gt=0)
    return {row.region: (row.p50_hours, row.n) for row in rows}


def test_the_last_mile_is_measured_for_the_channel_and_for_the_region(journey):
    journey(ENOUGH)

    refresh_stage_times(by=PAVEL, at=NOON + 61 * HOUR)

    assert measured() == {"": (36.0, ENOUGH), "620": (36.0, ENOUGH)}


def test_too_few_parcels_leave_what_was_known(journey):
    journey(ENOUGH - 1)
    before = list(StageTime.objects.order_by("pk").values())

    assert refresh_stage_times(by=PAVEL, at=NOON + 61 * HOUR) == 0

    assert list(StageTime.objects.order_by("pk").values()) == before


def test_what_was_delivered_long_ago_is_measured_no_more(journey):
    journey(ENOUGH)

    assert refresh_stage_times(by=PAVEL, at=NOON + timedelta(days=90)) == 0

    assert measured() == {}


def test_the_warehouse_measures_nothing(journey):
    journey(ENOUGH)

    with pytest.raises(NotAllowed):
        refresh_stage_times(by=WEI, at=NOON + 61 * HOUR)

    assert measured() == {}
