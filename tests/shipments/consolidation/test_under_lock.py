"""The steps by which bags are sealed, loaded and given a flight, once their rows are locked."""

from datetime import timedelta

import pytest
from django.db import transaction

from shipments.actor import system
from shipments.cases.models import Case
from shipments.consolidation import contents
from shipments.consolidation.actions import open_consolidation
from shipments.consolidation.bags import make_bag, target_on
from shipments.consolidation.discrepancies import open_discrepancies
from shipments.consolidation.models import Bag, Consolidation
from shipments.consolidation.planning import arrive_due_legs
from shipments.consolidation.rolling import load_waiting_bags
from shipments.consolidation.sealing import put_seals, seal_inside
from shipments.errors import BadInput, Duplicate, WrongState
from shipments.flights.models import Leg
from shipments.holds.actions import place_holds
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from shipments.tracking.raw import RawEvent
from tests.world import NOON

DAY = timedelta(days=1)
JOB = system("test")


@pytest.fixture
def opened(consolidation, pavel) -> Consolidation:
    return open_consolidation(flight=consolidation.flight, by=pavel, at=NOON)


@pytest.fixture
def bags(opened, pavel, make_parcels) -> list[Bag]:
    """Two bags with a parcel each."""
    made = [make_bag(consolidation=opened, by=pavel, at=NOON) for _ in range(2)]
    rows = [
        (parcel.pk, bag.pk, bag.uld_id) for parcel, bag in zip(make_parcels(2), made, strict=True)
    ]
    contents.put(rows, consolidation_id=opened.pk, at=NOON)
    return made


def seals() -> list[str]:
    return list(Bag.objects.order_by("pk").values_list("seal", flat=True))


def test_bags_inside_are_sealed_all_or_none(opened, bags, pavel):
    first, second = (bag.number for bag in bags)

    with pytest.raises(BadInput, match="NO-BAG"):
        seal_inside(opened, {first: "CN1", "NO-BAG": "CN2"}, by=pavel, at=NOON)
    assert seals() == ["", ""]
    assert seal_inside(opened, {first: "CN1", second: "CN2"}, by=pavel, at=NOON) == 2

    assert seals() == ["CN1", "CN2"]


def test_the_same_seal_once_more_seals_nothing_and_another_one_is_refused(bags, pavel):
    numbers = {bags[0].number: "CN1"}
    assert put_seals(bags[:1], numbers, by=pavel, at=NOON) == 1
    assert put_seals(bags[:1], numbers, by=pavel, at=NOON) == 0

    with pytest.raises(WrongState, match="CN1"):
        put_seals(bags[:1], {bags[0].number: "CN9"}, by=pavel, at=NOON)
    with pytest.raises(Duplicate, match="CN1"):
        put_seals(bags[1:], {bags[1].number: "CN1"}, by=pavel, at=NOON)

    assert seals() == ["CN1", ""]


def test_a_flight_s_open_consolidation_is_the_target_and_one_is_opened_where_there_is_none(
    opened, pavel
):
    flight = opened.flight
    assert target_on(flight, by=pavel, at=NOON) == flight.consolidations.order_by("pk").first()
    flight.consolidations.update(status="cancelled")

    made = target_on(flight, by=pavel, at=NOON)

    assert (made.status, target_on(flight, by=pavel, at=NOON)) == ("open", made)


def test_waiting_bags_are_loaded_whole_and_one_with_a_held_parcel_waits_on(opened, bags, pavel):
    held = Parcel.objects.get(containments__bag=bags[0])
    place_holds(subject="parcel", ids=[held.pk], reason="customs", by=pavel, at=NOON)
    Bag.objects.update(aside_at=NOON)

    with transaction.atomic():
        loaded = load_waiting_bags(consolidation=opened, by=JOB, at=NOON + DAY)

    assert loaded == 1
    assert list(Bag.objects.filter(aside_at=None)) == [bags[1]]
    lies = Containment.objects.get(parcel=held, until=None)
    assert lies.bag == bags[0], "what is held stays in its bag"


def test_a_leg_nobody_told_of_lands_by_the_timetable_once_it_is_long_overdue(consolidation):
    Leg.objects.update(status="departed", actual_departure=NOON)

    assert arrive_due_legs(by=JOB, at=NOON + timedelta(hours=6)) == {"arrived": 0}
    assert arrive_due_legs(by=JOB, at=NOON + DAY) == {"arrived": 1}
    assert arrive_due_legs(by=JOB, at=NOON + DAY) == {"arrived": 0}

    leg = Leg.objects.get()
    assert (leg.status, leg.actual_arrival) == ("arrived", NOON + timedelta(hours=6))


def test_a_discrepancy_opens_one_case_of_each_consignment_of_ours(consolidation, make_parcels):
    rows = [(parcel.pk, None, None) for parcel in make_parcels(2)]
    contents.put(rows, consolidation_id=consolidation.pk, at=NOON)
    told = [
        RawEvent(f"consolidation:{mawb}", "fsu", "DIS", NOON, f"DIS:{n}", text=text)
        for n, (mawb, text) in enumerate(
            [(consolidation.mawb, "wet"), (consolidation.mawb, "torn"), ("999-00000001", "gone")]
        )
    ]

    opened = [open_discrepancies(told=told, by=JOB, at=NOON) for _ in range(2)]

    assert opened == [1, 1]
    case = Case.objects.get()
    assert (case.about, case.owner, case.parcels.count()) == (consolidation.mawb, "planner", 2)
    assert str(case.note).endswith(f"{consolidation.mawb}: wet; torn")
