"""Bags by hand, and a flight that carries too much."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import (
    excess_of,
    make_bag,
    move_excess,
    parcels_of_bag,
)
from shipments.consolidation.moving import move_parcels
from shipments.consolidation.sealing import seal_bag
from shipments.containers.models import Bag, Consolidation
from shipments.errors import BadInput, NotAllowed, NotEnough, Refused, WrongState
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.operations.planning import close_due_consolidations
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from tests.world import NOON, close_sealed

DAY = timedelta(days=1)


@pytest.fixture
def packed(make_parcels, happen):
    """So many parcels that may fly, promised a day apart."""

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed", "export_filed", "export_released")
        for n, parcel in enumerate(parcels):
            Parcel.objects.filter(pk=parcel.pk).update(promised_to=(NOON + n * DAY).date())
        return parcels

    return make


@pytest.fixture
def opened(consolidation, pavel) -> Consolidation:
    return open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)


def put(one: Consolidation, parcels, by) -> None:
    add_parcels(consolidation=one, numbers=[p.number for p in parcels], by=by, at=NOON)


@pytest.fixture
def later(channel) -> Flight:
    """The next flight, with room."""
    flight = Flight.objects.create(
        channel=channel,
        number="U6997",
        day=(NOON + 3 * DAY).date(),
        cargo_cutoff=NOON + 2 * DAY,
        document_cutoff=NOON + DAY,
        customs_cutoff=NOON + DAY,
        aircraft=Aircraft.objects.get(code="T2F"),
    )
    Leg.objects.create(
        flight=flight,
        origin=channel.origin,
        destination=channel.destination,
        planned_departure=NOON + 3 * DAY,
        planned_arrival=NOON + 4 * DAY,
    )
    return flight


def too_small(one: Consolidation) -> None:
    """An aircraft that carries one of our parcels, of 400 g, and not two."""
    small = Aircraft.objects.create(
        code="TINY",
        name="Tiny",
        payload_kg=1,
        volume_m3=10,
        uld_type="AKE",
        uld_max_kg=1000,
        uld_positions=1,
        uld_max_m3=1,
    )
    Parcel.objects.update(measured_grams=600)
    Flight.objects.filter(pk=one.flight_id).update(aircraft=small)
    one.refresh_from_db()


def test_a_new_bag_stands_last_and_is_filled_next(opened, packed, pavel):
    first, second = packed(2)
    put(opened, [first], pavel)

    bag = make_bag(consolidation=opened, by=pavel, at=NOON)
    put(opened, [second], pavel)

    assert bag.number.endswith("0002")
    assert parcels_of_bag(bag) == [second]


def test_parcels_move_into_another_bag_of_the_same_flight(opened, packed, pavel):
    parcels = packed(2)
    put(opened, parcels, pavel)
    bag = make_bag(consolidation=opened, by=pavel, at=NOON)

    move_parcels(numbers=[parcels[0].number], to=bag, by=pavel, at=NOON)

    assert parcels_of_bag(bag) == [parcels[0]]
    assert Containment.objects.filter(until=None).count() == 2


def test_a_sealed_bag_takes_nothing_and_keeps_its_seal(opened, packed, pavel):
    first, second = packed(2)
    put(opened, [first], pavel)
    make_bag(consolidation=opened, by=pavel, at=NOON)
    put(opened, [second], pavel)
    bag = seal_bag(bag=opened.bags.order_by("pk")[0], seal="S-7", by=pavel, at=NOON)

    with pytest.raises(WrongState):
        move_parcels(numbers=[second.number], to=bag, by=pavel, at=NOON)
    with pytest.raises(WrongState):
        seal_bag(bag=bag, seal="S-8", by=pavel, at=NOON)
    assert seal_bag(bag=bag, seal="S-7", by=pavel, at=NOON).seal == "S-7"
    assert parcels_of_bag(bag) == [first]


def test_a_seal_needs_a_number(opened, pavel):
    bag = make_bag(consolidation=opened, by=pavel, at=NOON)

    with pytest.raises(BadInput):
        seal_bag(bag=bag, seal="  ", by=pavel, at=NOON)
    bag.refresh_from_db()
    assert bag.sealed_at is None


def test_a_flight_that_is_too_full_is_not_closed(opened, packed, pavel):
    put(opened, packed(2), pavel)
    too_small(opened)

    with pytest.raises(NotEnough, match="too full"):
        close_sealed(consolidation=opened, by=pavel, at=NOON)
    opened.refresh_from_db()
    assert opened.status == "open"


def test_what_is_too_much_moves_last_promised_first_to_the_next_flight(
    opened, packed, pavel, later
):
    first, last = packed(2)
    put(opened, [first], pavel)
    bag = make_bag(consolidation=opened, by=pavel, at=NOON)
    put(opened, [last], pavel)
    too_small(opened)

    excess = excess_of(opened, NOON)
    assert excess is not None
    assert ([one.number for one in excess.bags], excess.onward) == ([bag.number], later)

    assert move_excess(consolidation=opened, by=pavel, at=NOON) == 1
    assert make_bag(consolidation=opened, by=pavel, at=NOON).number != bag.number
    assert move_excess(consolidation=opened, by=pavel, at=NOON) == 0
    assert Bag.objects.get(pk=bag.pk).consolidation.flight == later
    assert close_sealed(consolidation=opened, by=pavel, at=NOON).status == "closed"


def test_without_room_anywhere_nothing_moves(opened, packed, pavel):
    put(opened, packed(2), pavel)
    too_small(opened)

    with pytest.raises(NotEnough):
        move_excess(consolidation=opened, by=pavel, at=NOON)
    assert Containment.objects.filter(until=None, consolidation=opened).count() == 2


def test_the_job_at_the_cut_off_closes_the_others_all_the_same(opened, packed, pavel, wei):
    put(opened, packed(2), pavel)
    too_small(opened)

    assert close_due_consolidations(by=wei, at=NOON) == {"closed": 0}


def test_who_does_not_build_makes_no_bag(opened, anna):
    with pytest.raises(NotAllowed):
        make_bag(consolidation=opened, by=anna, at=NOON)
    assert not opened.bags.exists()


@pytest.mark.django_db(transaction=True)
def test_two_planners_put_a_parcel_in_once(opened, packed, pavel):
    parcels = packed(1)

    def add(_: int) -> bool:
        try:
            put(opened, parcels, pavel)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(add, range(4)))

    assert done.count(True) >= 1
    assert Containment.objects.filter(until=None).count() == 1
