"""A worker killed at random moments loses nothing and does nothing twice."""

import pytest

from customs.reference import load_reference_data
from shipments.parcels.models import Parcel
from tracker.bench.chaos import faults, torment
from tracker.simulation.cast import make_cast


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing_and_doubles_nothing():
    load_reference_data()
    make_cast()

    met = torment(kills=3, days=5, per_day=20)

    assert met == 3
    assert Parcel.objects.count() > 20
    assert faults() == {}
