"""What an airline finds wrong is seen: an event, one case, and no break-down by the clock."""

from datetime import timedelta

import pytest

from shipments.actor import system
from shipments.carriers.airline.codes import DEFAULT_MAP, SCHEME
from shipments.cases.actions import close_cases
from shipments.cases.models import Case
from shipments.containers.contents import put
from shipments.containers.lifecycle import CONSOLIDATION
from shipments.containers.models import Consolidation
from shipments.flights.models import Leg, Place
from shipments.operations.airline_messages import take_airline_events
from shipments.operations.departures import break_down
from shipments.operations.discrepancies import discrepancies_of, missing_pieces
from shipments.operations.planning import break_down_arrived
from shipments.parcels.models import Parcel
from shipments.reference import load_partner_codes
from shipments.tracking.actions import project_contents
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

BY = system("t")
LANDED = NOON + timedelta(hours=6)
LATER = NOON + timedelta(hours=12)


@pytest.fixture
def landed(consolidation, make_parcels):
    """A consignment of seven pieces that has landed, with two parcels."""
    load_partner_codes(SCHEME, DEFAULT_MAP)
    Consolidation.objects.filter(pk=consolidation.pk).update(mawb="262-10000012")
    parcels = make_parcels(2)
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    for to in ("open", "closed", "manifested", "departed", "arrived"):
        CONSOLIDATION.move([consolidation], to, by=BY, at=NOON)
    Leg.objects.update(actual_departure=NOON, actual_arrival=LANDED)
    consolidation.refresh_from_db()
    return consolidation


def told(code: str, pieces: int, total: int = 7, hours: float = 6.5) -> RawEvent:
    return RawEvent(
        "consolidation:262-10000012",
        "fsu",
        code,
        NOON + timedelta(hours=hours),
        f"{code}:{pieces}:{hours}",
        "SVX",
        f"{code} P{pieces}",
        {"pieces": pieces, "total": total} if total else {"pieces": pieces},
    )


def take(*raw: RawEvent):
    return take_airline_events(raw=raw, by=BY, at=LATER)


def broken_down() -> bool:
    """Whether the clock unloads it, at a hub that lets the clock do so."""
    Place.objects.update(breaks_down_by_clock=True)
    break_down_arrived(by=BY, at=LATER)
    project_contents(at=LATER)
    return set(Parcel.objects.values_list("movement", flat=True)) == {"at_hub"}


def test_fewer_pieces_than_there_are_is_a_discrepancy_with_one_case(landed):
    answer = take(told("RCF", 6))

    assert answer.accepted == 1
    [found] = discrepancies_of(landed)
    assert (found.pieces, found.total, found.text) == (6, 7, "RCF 6/7")
    case = Case.objects.get()
    assert (case.kind, case.about, case.parcels.count()) == ("discrepancy", landed.mawb, 2)
    assert not broken_down()


def test_the_rest_that_comes_later_lets_the_clock_go_on(landed):
    take(told("RCF", 6))

    take(told("RCF", 1, hours=7))

    assert missing_pieces([landed]) == set()
    assert broken_down()


def test_more_pieces_than_there_are_is_seen_and_stops_nothing(landed):
    take(told("RCF", 6), told("RCF", 2, hours=6.6))

    assert discrepancies_of(landed)[0].text == "RCF 8/7"
    assert Case.objects.get().status == "open"
    assert broken_down()


@pytest.mark.parametrize("code", ["DIS", "DIS/MSCA", "DIS/OVCD", "DIS/SSPD", "DIS/OFLD"])
def test_what_the_airline_calls_missing_waits_for_a_person(landed, code):
    take(told("RCF", 7), told(code, 1))

    assert not broken_down()
    assert Case.objects.get().kind == "discrepancy"
    break_down(consolidation=landed, by=BY, at=LATER)
    project_contents(at=LATER)
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"at_hub"}


@pytest.mark.parametrize("code", ["DIS/MSAW", "DIS/FDCA", "DIS/DFLD"])
def test_papers_and_what_was_found_stop_no_goods(landed, code):
    take(told("RCF", 7), told(code, 1))

    assert broken_down()


def test_what_is_received_whole_afterwards_is_missing_no_more(landed):
    take(told("DIS/OFLD", 1, 0, hours=-1), told("RCF", 7))

    assert broken_down()


def test_what_is_told_again_opens_no_second_case(landed):
    take(told("DIS/MSCA", 1))
    close_cases(cases=list(Case.objects.all()), by=BY, at=LATER, note="found")

    take(told("DIS/MSCA", 1))
    assert not Case.objects.filter(status="open").exists()
    take(told("DIS/MSCA", 2, hours=7))

    assert Case.objects.filter(status="open").count() == 1
    assert discrepancies_of(landed)[0].pieces == 2


def test_a_foreign_consignment_s_discrepancy_opens_nothing(landed):
    stranger = RawEvent("consolidation:921-10667893", "fsu", "DIS/MSCA", LANDED, "r", "SVX")

    answer = take(stranger)

    assert [code for _, code, _ in answer.refused] == ["unknown_subject"]
    assert not Case.objects.exists()
