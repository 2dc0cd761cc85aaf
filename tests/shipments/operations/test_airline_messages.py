"""A flight follows what the airline tells of whole consignments, and nothing else."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role, system
from shipments.carriers.airline.codes import DEFAULT_MAP, SCHEME
from shipments.containers.contents import put
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.models import Consolidation
from shipments.flights.models import Leg
from shipments.operations.airline_messages import follow_airline, take_airline_events
from shipments.operations.planning import depart_due_legs
from shipments.parcels.models import Parcel
from shipments.reference import load_partner_codes
from shipments.tracking.actions import project_contents
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

AIRLINE = Actor("airline", frozenset({Role.PARTNER}))
LEFT, LANDED = NOON + timedelta(minutes=12), NOON + timedelta(hours=6)
LATER = NOON + timedelta(hours=8)


@pytest.fixture
def manifested(consolidation):
    for to in ("open", "closed", "manifested"):
        CONSOLIDATION.move([consolidation], to, by=AIRLINE, at=NOON)
    return consolidation


def told(consolidation, code, moment, place, flight="U6999") -> RawEvent:
    subject, payload = f"consolidation:{consolidation.mawb}", {"flight": flight}
    return RawEvent(subject, "fsu", code, moment, f"{code}{moment}", place, payload=payload)


def follow(*raw: RawEvent, by: Actor = AIRLINE, at=LATER) -> int:
    return follow_airline(raw=raw, by=by, at=at)


def leg() -> tuple:
    return Leg.objects.values_list("status", "actual_departure", "actual_arrival").get()


def test_a_take_off_and_a_landing_move_the_flight_at_their_times(manifested):
    up = told(manifested, "DEP", LEFT, "HRB")
    down = told(manifested, "ARR", LANDED, "SVX")

    assert follow(down, up) == 2

    manifested.refresh_from_db()
    assert (manifested.status, leg()) == ("arrived", ("arrived", LEFT, LANDED))
    assert follow(up, down) == 0


@pytest.mark.parametrize(
    ("code", "moment", "place", "flight"),
    [
        ("DEP/P", LEFT, "HRB", "U6999"),
        ("DEP", LEFT, "HRB", "U6555"),
        ("DEP", LEFT, "SVX", "U6999"),
        ("DEP", LEFT - timedelta(days=2), "HRB", "U6999"),
        ("DEP", LATER + timedelta(hours=2), "HRB", "U6999"),
        ("ARR", LANDED, "SVX", "U6999"),
        ("MAN", LEFT, "HRB", "U6999"),
    ],
)
def test_what_does_not_fit_moves_nothing(manifested, code, moment, place, flight):
    assert follow(told(manifested, code, moment, place, flight)) == 0

    assert leg() == ("scheduled", None, None)


def test_an_open_consolidation_takes_no_flight_off(consolidation):
    assert follow(told(consolidation, "DEP", LEFT, "HRB")) == 0

    assert leg()[0] == "scheduled"


def test_who_may_not_fly_moves_no_flight(manifested, wei):
    assert follow(told(manifested, "DEP", LEFT, "HRB"), by=wei) == 0

    assert leg()[0] == "scheduled"


def test_an_unknown_waybill_moves_nothing(manifested):
    stranger = RawEvent("consolidation:262-99999999", "fsu", "DEP", LEFT, "x", "HRB")

    assert follow(stranger) == 0


@pytest.fixture
def two(make_consolidation, make_parcels):
    """Two manifested consignments of one flight, with two parcels each."""
    load_partner_codes(SCHEME, DEFAULT_MAP)
    both = [make_consolidation(), make_consolidation()]
    for n, one in enumerate(both):
        Consolidation.objects.filter(pk=one.pk).update(mawb=f"262-100000{12 + 11 * n}")
        one.refresh_from_db()
        parcels = make_parcels(2)
        put([(p.pk, None, None) for p in parcels], consolidation_id=one.pk, at=NOON)
        for to in ("open", "closed", "manifested"):
            CONSOLIDATION.move([one], to, by=AIRLINE, at=NOON)
    return both


def part(one, code: str, pieces: int, total: int, moment=LEFT, place="HRB", flight="U6999"):
    subject = f"consolidation:{one.mawb}"
    ref = f"{one.mawb}:{code}:{flight}:{pieces}:{place}"
    payload = {"flight": flight, "pieces": pieces, "total": total}
    return RawEvent(subject, "fsu", code, moment, ref, place, payload=payload)


def take(*raw: RawEvent, at=LATER):
    answer = take_airline_events(raw=raw, by=system("airline"), at=at)
    project_contents(at=at)
    return answer


def moved_in(one) -> set[str]:
    rows = Parcel.objects.filter(containments__consolidation=one)
    return set(rows.values_list("movement", flat=True))


def test_a_part_takes_nothing_off(two):
    first, second = two

    answer = take(part(first, "DEP/P", 8, 20))

    assert answer.accepted == 1
    assert (moved_in(first), moved_in(second), leg()[0]) == ({"created"}, {"created"}, "scheduled")
    assert first.events.get().detail["pieces"] == 8


def test_parts_add_up_to_the_whole_and_move_only_what_they_name(two):
    first, second = two
    take(part(first, "DEP/P", 2, 20))

    answer = take(part(first, "DEP/P", 18, 20, moment=LEFT + timedelta(minutes=5)))

    assert answer.accepted == 1, "the sum is ours, not told"
    assert (moved_in(first), moved_in(second)) == ({"departed"}, {"created"})
    [first.refresh_from_db(), second.refresh_from_db()]
    assert (first.status, second.status, leg()[0]) == ("departed", "manifested", "scheduled")
    assert first.events.get(code="departed").happened_at == LEFT + timedelta(minutes=5)


def test_the_same_part_twice_is_one_part(two):
    first, _ = two

    take(part(first, "DEP/P", 10, 20))
    take(part(first, "DEP/P", 10, 20), part(first, "DEP/P", 10, 20))

    assert moved_in(first) == {"created"}


def test_parts_in_one_message_and_in_any_order_add_up(two):
    first, _ = two

    take(part(first, "DEP/P", 18, 20), part(first, "DEP/P", 2, 20, flight="U6997"))

    assert moved_in(first) == {"departed"}


def test_more_than_the_whole_is_no_whole(two):
    first, _ = two

    take(part(first, "DEP/P", 18, 20), part(first, "DEP/P", 5, 20))

    assert moved_in(first) == {"created"}


def test_the_flight_leaves_with_the_last_consignment_told_of(two):
    first, second = two

    take(part(first, "DEP", 20, 20))
    assert (moved_in(first), moved_in(second), leg()[0]) == ({"departed"}, {"created"}, "scheduled")
    take(part(second, "DEP", 7, 7))

    assert (moved_in(second), leg()[:2]) == ({"departed"}, ("departed", LEFT))
    assert set(Consolidation.objects.values_list("status", flat=True)) == {"departed"}


def test_the_clock_still_departs_what_nobody_told_of(two):
    first, second = two
    take(part(first, "DEP", 20, 20))

    depart_due_legs(by=system("t"), at=LATER)
    project_contents(at=LATER)

    assert (moved_in(first), moved_in(second), leg()[0]) == ({"departed"}, {"departed"}, "departed")


def test_one_consignment_lands_alone_too(two):
    first, second = two
    take(part(first, "DEP", 20, 20), part(second, "DEP", 7, 7))

    take(part(first, "ARR/P", 8, 20, LANDED, "SVX"), part(first, "ARR/P", 12, 20, LANDED, "SVX"))

    assert (moved_in(first), moved_in(second), leg()[0]) == ({"arrived"}, {"departed"}, "departed")
    take(part(second, "ARR", 7, 7, LANDED, "SVX"))
    assert (moved_in(second), leg()[0]) == ({"arrived"}, "arrived")
