"""A world made larger by SQL: what the benchmarks of lists stand on."""

from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.tracking.models import Event
from tracker.bench.multiply import multiply


def test_every_order_and_parcel_is_there_again_under_numbers_of_its_own(make_parcels, happen):
    parcels = make_parcels(2)
    happen(parcels, "created", "packed")
    events = Event.objects.count()

    multiply(3)

    assert Order.objects.count() == Parcel.objects.count() == 8
    assert Event.objects.count() == 4 * events
    copies = Parcel.objects.filter(number__startswith=f"{parcels[0].number}-")
    assert {parcel.number.rpartition("-")[2] for parcel in copies} == {"1", "2", "3"}
    assert {parcel.order.number for parcel in copies}.isdisjoint({parcels[0].order.number})
    assert {parcel.events.count() for parcel in copies} == {2}


def test_new_rows_come_after_the_copied_ones(make_parcels):
    make_parcels(1)
    multiply(2)

    [new] = make_parcels(1)

    assert new.pk == max(Parcel.objects.values_list("pk", flat=True))
