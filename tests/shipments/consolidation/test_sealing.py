"""Seals are put on by people, each on one bag; closing waits for them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from shipments.actor import system
from shipments.consolidation.actions import (
    add_parcels,
    close_consolidation,
    manifest_consolidation,
    open_consolidation,
    reopen_consolidation,
)
from shipments.consolidation.bags import make_bag
from shipments.consolidation.sealing import open_bag, read_seals, seal_bag, seal_bags
from shipments.containers.models import Bag, BagOpening, Consolidation
from shipments.errors import BadInput, Duplicate, NotAllowed, Refused, WrongState
from shipments.flights.models import Flight
from shipments.holds.actions import place_holds
from shipments.operations.departures import arrive_leg, break_down, depart_leg
from shipments.operations.planning import close_due_consolidations, fill_coming_flights
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from tests.world import NOON, seals_for

DAY = timedelta(days=1)


@pytest.fixture
def opened(consolidation, pavel, make_parcels, happen) -> Consolidation:
    """An open consolidation with two bags of a parcel each and an empty third."""
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    one = open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)
    for parcel in parcels:
        make_bag(consolidation=one, by=pavel, at=NOON)
        add_parcels(consolidation=one, numbers=[parcel.number], by=pavel, at=NOON)
    make_bag(consolidation=one, by=pavel, at=NOON)
    return one


def bags(one: Consolidation) -> list[Bag]:
    return list(one.bags.order_by("pk"))


def test_closing_names_the_bags_without_a_seal_and_changes_nothing(opened, pavel):
    first, second, _ = bags(opened)
    seal_bag(bag=first, seal="cn 1".replace(" ", ""), by=pavel, at=NOON)

    with pytest.raises(WrongState, match=second.number) as refused:
        close_consolidation(consolidation=opened, by=pavel, at=NOON)

    assert first.number not in refused.value.message
    opened.refresh_from_db()
    assert opened.status == "open"
    assert Bag.objects.get(pk=first.pk).seal == "CN1", "read as it is printed"


def test_seals_given_at_closing_close_and_empty_bags_are_dropped(opened, pavel):
    first, second, empty = bags(opened)
    seals = {first.number: "CN-1", second.number: "CN-2"}

    closed = close_consolidation(consolidation=opened, by=pavel, at=NOON, seals=seals)

    assert closed.status == "closed"
    told = Bag.objects.order_by("pk").values_list("seal", "sealed_by", "dropped_at")
    assert list(told) == [("CN-1", "pavel", None), ("CN-2", "pavel", None), ("", "", NOON)]
    assert empty.number


@pytest.mark.parametrize(
    ("seals", "error"),
    [(("CN1", "cn1"), Duplicate), (("CN1", " "), BadInput), (("CN1", "печать"), BadInput)],
)
def test_one_wrong_seal_puts_on_none(opened, pavel, seals, error):
    first, second, _ = bags(opened)

    with pytest.raises(error):
        seal_bags(
            consolidation=opened,
            by=pavel,
            at=NOON,
            seals={first.number: seals[0], second.number: seals[1]},
        )

    assert not Bag.objects.exclude(seal="").exists()


def test_a_seal_is_on_one_bag_only_and_is_no_other_barcode(opened, pavel):
    first, second, empty = bags(opened)
    seal_bag(bag=first, seal="CN1", by=pavel, at=NOON)

    with pytest.raises(Duplicate, match=first.number):
        seal_bag(bag=second, seal="CN1", by=pavel, at=NOON)
    for typed in (second.number, Parcel.objects.first().number):
        with pytest.raises(BadInput, match="not of a seal"):
            seal_bag(bag=second, seal=typed, by=pavel, at=NOON)
    with pytest.raises(BadInput, match="empty"):
        seal_bag(bag=empty, seal="CN3", by=pavel, at=NOON)

    assert list(Bag.objects.exclude(seal="")) == [first]


@pytest.mark.django_db(transaction=True)
def test_two_who_scan_one_seal_at_once_seal_one_bag(opened, pavel):
    def seal(bag: Bag) -> bool:
        try:
            seal_bag(bag=bag, seal="CN1", by=pavel, at=NOON)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(seal, bags(opened)[:2]))

    assert sorted(done) == [False, True]
    assert Bag.objects.filter(seal="CN1").count() == 1


def test_a_person_opens_a_bag_with_a_reason_and_it_needs_a_new_seal(opened, pavel):
    first, second, _ = bags(opened)
    close_consolidation(consolidation=opened, by=pavel, at=NOON, seals=seals_for(opened))
    old = Bag.objects.get(pk=first.pk).seal
    with pytest.raises(WrongState):
        open_bag(bag=first, why="look inside", by=pavel, at=NOON)
    reopen_consolidation(consolidation=opened, by=pavel, at=NOON)
    with pytest.raises(NotAllowed):
        open_bag(bag=first, why="x", by=system("job"), at=NOON)
    with pytest.raises(BadInput):
        open_bag(bag=first, why=" ", by=pavel, at=NOON)

    open_bag(bag=first, why="look inside", by=pavel, at=NOON)

    assert list(BagOpening.objects.values_list("seal", "why", "by")) == [
        (old, "look inside", "pavel")
    ]
    with pytest.raises(WrongState, match=first.number):
        close_consolidation(consolidation=opened, by=pavel, at=NOON)
    for bag in (first, second):
        with pytest.raises(Refused):
            seal_bag(bag=bag, seal=old, by=pavel, at=NOON)
    seal_bag(bag=first, seal="NEW-1", by=pavel, at=NOON)
    assert close_consolidation(consolidation=opened, by=pavel, at=NOON).status == "closed"


def test_a_seal_may_come_again_once_its_bag_was_unloaded(opened, pavel, make_consolidation):
    first, second, _ = bags(opened)
    Parcel.objects.filter(containments__bag=second).update(held=True)
    leg = opened.flight.legs.get()
    close_consolidation(consolidation=opened, by=pavel, at=NOON, seals={first.number: "CN1"})
    manifest_consolidation(consolidation=opened, by=pavel, at=NOON)
    depart_leg(leg=leg, departed_at=NOON, by=pavel, at=NOON)
    arrive_leg(leg=leg, arrived_at=NOON + DAY, by=pavel, at=NOON + DAY)
    break_down(consolidation=opened, by=pavel, at=NOON + DAY)

    one = make_bag(consolidation=make_consolidation(), by=pavel, at=NOON)
    Containment.objects.create(
        parcel=Parcel.objects.order_by("pk").last(),
        bag=one,
        consolidation=one.consolidation,
        since=NOON + DAY,
    )
    assert seal_bag(bag=one, seal="CN1", by=pavel, at=NOON).seal == "CN1"


def test_a_held_parcel_in_a_sealed_bag_stops_the_closing(opened, pavel):
    first, *_ = bags(opened)
    seal_bag(bag=first, seal="CN1", by=pavel, at=NOON)
    parcel = Parcel.objects.get(containments__bag=first)
    place_holds(subject="parcel", ids=[parcel.pk], reason="customs", by=pavel, at=NOON)

    with pytest.raises(WrongState, match=first.number):
        close_consolidation(consolidation=opened, by=pavel, at=NOON, seals=seals_for(opened))

    assert Containment.objects.get(parcel=parcel, until=None).bag == first


def test_at_the_cut_off_a_job_waits_for_the_seals(opened, wei, pavel):
    job = system("close_consolidations")

    assert close_due_consolidations(by=job, at=NOON) == {"closed": 0}
    seal_bags(consolidation=opened, seals=seals_for(opened), by=wei, at=NOON)
    assert close_due_consolidations(by=job, at=NOON) == {"closed": 1}

    assert not Flight.objects.get().loading_closed_at, "that was no person's decision"
    assert Consolidation.objects.get(pk=opened.pk).status == "manifested"
    assert set(Bag.objects.exclude(seal="").values_list("sealed_by", flat=True)) == {"wei"}


def test_once_a_person_closed_a_flight_no_job_opens_another_consolidation(
    opened, pavel, make_parcels, happen
):
    job, early = system("fill_consolidations"), NOON - DAY
    close_consolidation(consolidation=opened, by=pavel, at=NOON, seals=seals_for(opened))
    happen(make_parcels(1), "created", "packed", "export_filed", "export_released")

    assert fill_coming_flights(by=job, at=early) == {"opened": 0, "filled": 0}
    with pytest.raises(WrongState):
        open_consolidation(flight=opened.flight, by=job, at=early)
    flight = Flight.objects.get()
    assert (flight.loading_closed_at, flight.loading_closed_by) == (NOON, "pavel")

    reopen_consolidation(consolidation=opened, by=pavel, at=NOON)

    assert fill_coming_flights(by=job, at=early) == {"opened": 0, "filled": 1}


def test_pasted_seals_are_read_line_by_line():
    assert read_seals("B1 CN1\n\nB2;CN2\r\nB3\tCN3") == {"B1": "CN1", "B2": "CN2", "B3": "CN3"}
    for bad, line in (("B1 CN1\nB2", "2"), ("B1 CN1\nB1 CN2", "2"), ("B1 CN 1", "1")):
        with pytest.raises(BadInput, match=f"Line {line}"):
            read_seals(bad)
