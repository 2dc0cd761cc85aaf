"""What the benchmarks measure is made by SQL, and fits the tables of today."""

import pytest

from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from tracker.bench.world import make_orders, make_parcels, make_world


@pytest.fixture
def world(db) -> None:
    make_world()


def test_orders_and_parcels_are_made_in_any_number(world):
    make_orders("S001", "T", 3)
    make_parcels("T", movement="departed", export="released")

    assert Order.objects.filter(number__startswith="T", status="packed").count() == 3
    assert Parcel.objects.filter(order__number__startswith="T").count() == 3
