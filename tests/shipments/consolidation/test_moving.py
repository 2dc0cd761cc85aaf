"""Bags move between flights, parcels between bags, also when two planners do it at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from shipments.consolidation.actions import (
    add_parcels,
    fill_consolidation,
    manifest_consolidation,
    open_consolidation,
)
from shipments.consolidation.bags import make_bag, parcels_of_bag
from shipments.consolidation.moving import move_bag, move_parcels
from shipments.consolidation.sealing import seal_bag
from shipments.containers.models import Bag, Consolidation, Uld
from shipments.containers.numbering import make_uld
from shipments.containers.queries import loading_of
from shipments.errors import BadInput, NotAllowed, NotEnough, Refused, WrongState
from shipments.flights.models import Aircraft, Channel, Flight, Leg
from shipments.operations.departures import depart_leg
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from tests.world import NOON, close_sealed

DAY = timedelta(days=1)


@pytest.fixture
def loaded(consolidation, pavel, make_parcels, happen) -> tuple[Consolidation, list[Parcel]]:
    """An open consolidation with two bags of a parcel each."""
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    opened = open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)
    for parcel in parcels:
        make_bag(consolidation=opened, by=pavel, at=NOON)
        add_parcels(consolidation=opened, numbers=[parcel.number], by=pavel, at=NOON)
    return opened, parcels


@pytest.fixture
def another(channel, pavel):
    """Open consolidations on later flights, a day apart."""
    made: list[Consolidation] = []

    def make() -> Consolidation:
        leaves = NOON + (len(made) + 3) * DAY
        flight = Flight.objects.create(
            channel=channel,
            number="U6997",
            day=leaves.date(),
            cargo_cutoff=leaves - DAY,
            document_cutoff=leaves - DAY,
            customs_cutoff=leaves - DAY,
            aircraft=Aircraft.objects.get(code="T2F"),
        )
        Leg.objects.create(
            flight=flight,
            origin=channel.origin,
            destination=channel.destination,
            planned_departure=leaves,
            planned_arrival=leaves + DAY,
        )
        made.append(open_consolidation(flight=flight, by=pavel, at=NOON))
        return made[-1]

    return make


def inside(one: Consolidation) -> list[int]:
    rows = Containment.objects.filter(consolidation=one, until=None)
    return sorted(rows.values_list("parcel_id", flat=True))


def only_takes(one: Consolidation, **limits: object) -> None:
    """An aircraft with these limits for the flight."""
    known = {
        "name": "Tiny",
        "payload_kg": 1000,
        "volume_m3": 10,
        "uld_type": "AKE",
        "uld_max_kg": 1000,
        "uld_positions": 1,
        "uld_max_m3": 1,
    }
    small = Aircraft.objects.create(code="TINY", **(known | limits))
    Flight.objects.filter(pk=one.flight_id).update(aircraft=small)
    one.refresh_from_db()


def test_a_bag_moves_with_its_parcels_and_a_repeat_changes_nothing(loaded, another, pavel):
    opened, parcels = loaded
    first, later = opened.bags.order_by("pk")[0], another()

    assert move_bag(bag=first, to=later, by=pavel, at=NOON) == 1
    first.refresh_from_db()
    assert move_bag(bag=first, to=later, by=pavel, at=NOON) == 0

    assert (inside(opened), inside(later)) == ([parcels[1].pk], [parcels[0].pk])
    assert Containment.objects.get(parcel=parcels[0], until=None).bag == first
    assert first.uld in later.ulds.all(), "it lies on a pallet of the flight it goes with"


def test_a_number_of_a_bag_that_was_moved_away_is_not_given_again(loaded, another, pavel):
    opened, _ = loaded
    first = opened.bags.order_by("pk")[0]
    move_bag(bag=first, to=another(), by=pavel, at=NOON)

    made = make_bag(consolidation=opened, by=pavel, at=NOON)

    assert made.number.endswith("0003")
    assert Bag.objects.values("number").distinct().count() == 3


@pytest.mark.parametrize("limits", [{"payload_kg": 1}, {"volume_m3": "0.1"}])
def test_a_bag_goes_nowhere_without_room_for_what_was_measured(loaded, another, pavel, limits):
    opened, parcels = loaded
    later, bag = another(), opened.bags.order_by("pk")[0]
    Parcel.objects.update(measured_grams=1_100, length_mm=500, width_mm=500, height_mm=500)
    only_takes(later, **limits)

    with pytest.raises(NotEnough):
        move_bag(bag=bag, to=later, by=pavel, at=NOON)

    assert inside(opened) == sorted(parcel.pk for parcel in parcels)
    bag.refresh_from_db()
    assert bag.consolidation == opened


def test_a_pallet_that_is_full_is_followed_by_a_new_one(loaded, another, pavel):
    opened, _ = loaded
    later = another()
    Parcel.objects.update(measured_grams=600)
    only_takes(later, uld_max_kg=1)

    for bag in opened.bags.order_by("pk"):
        move_bag(bag=bag, to=later, by=pavel, at=NOON)

    assert later.ulds.count() == 2
    assert later.bags.values("uld").distinct().count() == 2


def test_what_has_left_moves_into_no_other_bag(loaded, pavel):
    opened, parcels = loaded
    bag = make_bag(consolidation=opened, by=pavel, at=NOON)
    close_sealed(consolidation=opened, by=pavel, at=NOON)
    manifest_consolidation(consolidation=opened, by=pavel, at=NOON)
    depart_leg(leg=opened.flight.legs.get(), departed_at=NOON, by=pavel, at=NOON)

    with pytest.raises(WrongState):
        move_parcels(numbers=[parcels[0].number], to=bag, by=pavel, at=NOON)

    assert parcels_of_bag(bag) == []


def test_anna_moves_no_bag(loaded, another, anna):
    opened, parcels = loaded
    later = another()

    with pytest.raises(NotAllowed):
        move_bag(bag=opened.bags.order_by("pk")[0], to=later, by=anna, at=NOON)

    assert len(inside(opened)) == len(parcels)


def at_once(*actions) -> list[bool]:
    """The actions in threads of their own; which of them were done."""

    def do(action) -> bool:
        try:
            action()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(do, actions))


@pytest.mark.django_db(transaction=True)
def test_two_planners_move_a_bag_to_two_flights_and_it_goes_with_one(loaded, another, pavel):
    opened, parcels = loaded
    bag, flights = opened.bags.order_by("pk")[0], [another(), another()]

    done = at_once(
        *(
            lambda to=to: move_bag(bag=Bag.objects.get(pk=bag.pk), to=to, by=pavel, at=NOON)
            for to in flights
        )
    )

    assert True in done
    bag.refresh_from_db()
    assert inside(bag.consolidation) == [parcels[0].pk]
    assert Containment.objects.filter(parcel=parcels[0], until=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_bags_that_change_places_at_once_do_not_wait_for_each_other(loaded, another, pavel):
    opened, parcels = loaded
    later = another()
    first, second = opened.bags.order_by("pk")
    move_bag(bag=second, to=later, by=pavel, at=NOON)
    second.refresh_from_db()

    done = at_once(
        lambda: move_bag(bag=first, to=later, by=pavel, at=NOON),
        lambda: move_bag(bag=second, to=opened, by=pavel, at=NOON),
    )

    assert done == [True, True]
    assert (inside(opened), inside(later)) == ([parcels[1].pk], [parcels[0].pk])


def sized(parcels: list[Parcel], grams: int, side: int = 100) -> None:
    """So heavy, and a cube of so many millimetres."""
    ids = [parcel.pk for parcel in parcels]
    rows = Parcel.objects.filter(pk__in=ids)
    rows.update(measured_grams=grams, length_mm=side, width_mm=side, height_mm=side)


@pytest.fixture
def packed(make_parcels, happen):
    """So many parcels that may fly."""

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed", "export_filed", "export_released")
        return parcels

    return make


def put(one: Consolidation, parcels: list[Parcel], by, bag: Bag | None = None) -> list[int]:
    numbers = [parcel.number for parcel in parcels]
    return add_parcels(consolidation=one, numbers=numbers, by=by, at=NOON, bag=bag)


def test_chosen_parcels_lie_in_the_chosen_bag(loaded, packed, pavel):
    opened, _ = loaded
    first, last = opened.bags.order_by("pk")
    more = packed(2)

    put(opened, more, pavel, first)

    assert len(parcels_of_bag(first)) == 3
    assert len(parcels_of_bag(last)) == 1
    assert Containment.objects.get(parcel=more[0]).uld_id == first.uld_id


@pytest.mark.parametrize(
    ("limits", "grams", "side", "told"),
    [
        ({"payload_kg": 1}, 1_100, 100, "U6999 takes 1.0 kg more; the chosen weigh 1.1 kg."),
        ({"volume_m3": "0.1"}, 100, 500, "U6999 takes 0.099 m³ more; the chosen take up 0.125"),
        ({"uld_max_m3": "0.1"}, 100, 500, "AKE"),
        ({}, 16_000, 100, "Bag B"),
    ],
)
def test_what_does_not_fit_is_refused_with_numbers_and_the_way_out(
    consolidation, packed, pavel, limits, grams, side, told
):
    opened = open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)
    only_takes(opened, **limits)
    parcels = packed(1)
    bag = make_bag(consolidation=opened, by=pavel, at=NOON, uld=uld_of(opened, pavel))
    heavy = packed(1)
    sized(parcels, 10)
    put(opened, parcels, pavel, bag)
    sized(heavy, grams, side)
    Parcel.objects.filter(pk=parcels[0].pk).update(measured_grams=0, declared_grams=0)

    with pytest.raises(NotEnough) as refused:
        put(opened, heavy, pavel, bag)

    assert told in refused.value.message
    assert refused.value.message.count(".") >= 2, "what is free, and what to do"
    assert inside(opened) == [parcels[0].pk]


def uld_of(opened: Consolidation, by) -> str:
    return make_uld(consolidation=opened, number="AKE01234U6", by=by, at=NOON).number


def test_a_bag_takes_no_more_parcels_than_the_route_allows(loaded, packed, pavel):
    opened, _ = loaded
    bag = opened.bags.order_by("pk")[0]
    Channel.objects.update(max_bag_parcels=2)

    with pytest.raises(NotEnough, match="takes 1 parcel more; 2 are chosen"):
        put(opened, packed(2), pavel, bag)

    assert len(parcels_of_bag(bag)) == 1


def test_a_single_heavy_parcel_may_lie_alone_in_a_bag(loaded, packed, pavel):
    opened, _ = loaded
    heavy, bag = packed(1), make_bag(consolidation=opened, by=pavel, at=NOON)
    sized(heavy, 20_000)

    put(opened, heavy, pavel, bag)

    assert parcels_of_bag(bag) == heavy


def test_a_sealed_bag_and_a_bag_of_another_flight_take_nothing(loaded, packed, another, pavel):
    opened, _ = loaded
    sealed = seal_bag(bag=opened.bags.order_by("pk")[0], seal="S-1", by=pavel, at=NOON)
    foreign = make_bag(consolidation=another(), by=pavel, at=NOON)
    [parcel] = packed(1)

    with pytest.raises(WrongState):
        put(opened, [parcel], pavel, sealed)
    with pytest.raises(BadInput):
        put(opened, [parcel], pavel, foreign)

    assert not Containment.objects.filter(parcel=parcel).exists()


def test_parcels_move_only_into_a_bag_with_room(loaded, pavel):
    opened, parcels = loaded
    bag = opened.bags.order_by("pk")[1]
    sized(parcels, 9_000)

    with pytest.raises(NotEnough, match=r"takes 6\.0 kg more; the chosen weigh 9\.0 kg"):
        move_parcels(numbers=[parcels[0].number], to=bag, by=pavel, at=NOON)

    assert parcels_of_bag(bag) == [parcels[1]]


def test_a_uld_has_a_number_of_its_kind_and_stands_on_one_flight(loaded, another, pavel, anna):
    opened, _ = loaded
    made = make_uld(consolidation=opened, number="pmc 01234 u6", by=pavel, at=NOON)

    assert made.number == "PMC01234U6"
    assert make_bag(consolidation=opened, by=pavel, at=NOON).uld == made
    for one, number in [(opened, "PMC01234U6"), (another(), "PMC01234U6"), (opened, "12")]:
        with pytest.raises(Refused):
            make_uld(consolidation=one, number=number, by=pavel, at=NOON)
    with pytest.raises(NotAllowed):
        make_uld(consolidation=opened, number="PMC01235U6", by=anna, at=NOON)
    assert Uld.objects.filter(number__startswith="PMC").count() == 1


def test_filling_begins_a_new_uld_when_one_is_full_by_volume(consolidation, packed, pavel):
    opened = open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)
    only_takes(opened, uld_max_m3="0.2")
    parcels = packed(2)
    sized(parcels, 9_000, 500)

    fill_consolidation(consolidation=opened, by=pavel, at=NOON)

    assert opened.ulds.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_consolidations_of_one_flight_do_not_overfill_it_together(consolidation, packed, pavel):
    both = [open_consolidation(flight=consolidation.flight, by=pavel, at=NOON) for _ in range(2)]
    only_takes(both[0], payload_kg=1)
    parcels = packed(6)
    sized(parcels, 400)

    done = at_once(
        *(
            lambda one=one, mine=mine: put(one, mine, pavel)
            for one, mine in zip(
                [*both, *both], [parcels[:2], parcels[2:4], parcels[4:5], parcels[5:]], strict=True
            )
        )
    )

    assert not all(done)
    assert Containment.objects.filter(until=None).count() <= 2, "at most 1 kg of 400 g each"
    assert loading_of(consolidation.flight).grams <= 1_000


@pytest.mark.django_db(transaction=True)
def test_whoever_puts_in_waits_for_whoever_does_so_on_the_same_flight(consolidation, packed, pavel):
    first, second = (
        open_consolidation(flight=consolidation.flight, by=pavel, at=NOON) for _ in range(2)
    )
    only_takes(first, payload_kg=1)
    one, two = packed(2)
    sized([one, two], 600)

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            put(first, [one], pavel)
            waiting = other.submit(at_once, lambda: put(second, [two], pavel))
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
        assert waiting.result(timeout=10) == [False], "what the first took is no longer free"

    assert (inside(first), inside(second)) == ([one.pk], [])
