"""What comes late: told on Today, found in both lists, and ready to be told to the buyer."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from shipments import clock
from shipments.actor import system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.flights.models import Flight, Leg
from shipments.operations.departures import delay_leg
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from tests.browsers import seen
from tests.world import NOON

BY = system("tests")


@pytest.fixture
def late(make_parcels, happen, consolidation):
    """Three parcels: past its promise, in a flight put off by two days, and in time."""
    cache.clear()
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "export_released")
    for parcel, day in zip(parcels, (1, 5, 20), strict=True):
        days = {"promised_to": date(2026, 11, day)}
        Parcel.objects.filter(pk=parcel.pk).update(**days)
        Order.objects.filter(pk=parcel.order_id).update(**days, promised_from=date(2026, 11, 1))
    Flight.objects.update(cargo_cutoff=NOON + timedelta(days=1))
    opened = open_consolidation(flight=consolidation.flight, by=BY, at=NOON)
    add_parcels(consolidation=opened, numbers=[parcels[1].number], by=BY, at=NOON)
    leg, later = Leg.objects.get(), NOON + timedelta(days=2)
    with clock.stopped_at(NOON):
        delay_leg(leg=leg, departure=later, reason="weather", by=BY, at=NOON)
        yield parcels


def test_today_tells_the_flight_its_old_and_new_time_and_the_reason(anna_reads, boris_reads, late):
    answer = anna_reads.get("/seller/")
    text = seen(answer)

    [told] = answer.context["delays"]
    assert (told["was"].day, told["leaves"].day, told["delay"].parcels) == (2, 4, 1)
    assert "bad weather" in text
    assert answer.context["needs"].late == 2
    his = boris_reads.get("/seller/").context
    assert (his["delays"], his["needs"].late) == ([], 0)


def test_both_lists_find_what_is_late(anna_reads, late):
    past, moved, in_time = late

    parcels = anna_reads.get("/seller/parcels/?late=true").context["page"].rows
    orders = anna_reads.get("/seller/orders/?late=true").context["page"].rows
    others = anna_reads.get("/seller/orders/?late=false").context["page"].rows

    assert {one.pk for one in parcels} == {past.pk, moved.pk}
    assert {one.pk for one in orders} == {past.order_id, moved.order_id}
    assert [one.pk for one in others] == [in_time.order_id]
    Parcel.objects.update(movement="delivered")
    assert not anna_reads.get("/seller/parcels/?late=true").context["page"].rows


def test_the_page_shows_both_windows_and_words_for_the_buyer(anna_reads, viewer, late):
    _past, moved, in_time = late

    text = seen(anna_reads.get(f"/seller/orders/{moved.order.number}/"))

    assert "promised: 1 November – 5 November" in text
    assert f"{moved.number}) comes later than promised" in text
    assert "The reason: Flight delayed: bad weather." in text
    assert f"/t/{moved.token}/" in text
    assert moved.token not in seen(viewer.client.get(f"/seller/orders/{moved.order.number}/"))
    calm = seen(anna_reads.get(f"/seller/orders/{in_time.order.number}/"))
    assert "comes later than promised" not in calm
