"""What lists say that consolidations and flights carry."""

import pytest
from django.core.cache import cache

from shipments.containers.contents import put
from shipments.containers.loads import Carried, carried_by, loads_shown
from shipments.containers.models import Consolidation
from shipments.parcels.models import Parcel
from tests.world import NOON


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


def load(consolidation: Consolidation, parcels: list[Parcel]) -> None:
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)


def test_an_empty_one_carries_nothing(consolidation):
    assert carried_by([consolidation]) == {consolidation.pk: Carried()}


def test_an_open_one_is_counted_at_each_look(consolidation, make_parcels):
    load(consolidation, make_parcels(2))
    assert carried_by([consolidation])[consolidation.pk].pieces == 2

    load(consolidation, make_parcels(1))

    [carried] = carried_by([consolidation]).values()
    parcels = Parcel.objects.all()
    assert carried.pieces == 3
    assert carried.grams == sum(parcel.grams for parcel in parcels)


def test_one_that_left_is_not_counted_again(consolidation, make_parcels, django_assert_num_queries):
    load(consolidation, make_parcels(2))
    Consolidation.objects.update(status=Consolidation.Status.DEPARTED)
    left = Consolidation.objects.get()
    carried = carried_by([left])

    with django_assert_num_queries(0):
        assert carried_by([left]) == carried
    assert carried[left.pk].pieces == 2


def test_a_flight_carries_its_consolidations_but_not_the_cancelled(
    make_consolidation, make_parcels
):
    one, two, three = (make_consolidation() for _ in range(3))
    for consolidation in (one, two, three):
        load(consolidation, make_parcels(1))
    Consolidation.objects.filter(pk=three.pk).update(status=Consolidation.Status.CANCELLED)

    [shown] = loads_shown([one.flight]).values()

    assert shown.pieces == 2
    assert shown.max_grams == one.flight.aircraft.payload_kg * 1000
