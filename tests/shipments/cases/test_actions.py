"""Cases: one of a cause with all its parcels, an owner, a due time, and an end."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role, system
from shipments.cases.actions import close_cases, close_moved_cases, open_cases, open_stuck_cases
from shipments.cases.models import Case, CaseParcel
from shipments.cases.queries import case_for, cases_for, parcels_of
from shipments.containers import contents
from shipments.errors import NotAllowed
from shipments.estimates.models import StageTime
from shipments.parcels.models import Parcel
from shipments.parties.models import Seller
from shipments.sentences import say
from shipments.tracking.actions import NewEvent, record_events
from tests.world import NOON

HOUR = timedelta(hours=1)
BY = system("test")


def happen(parcels: list[Parcel], code: str, hour: float) -> None:
    moment = NOON + hour * HOUR
    record_events([NewEvent("parcel", p.pk, code, moment, "t", code) for p in parcels], at=moment)


def open_one(cause: str = "flight:1", by: Actor = BY, **given) -> Case:
    return open_cases(cause=cause, kind="discrepancy", by=by, at=NOON, **given)


def test_parcels_of_one_cause_are_one_case(make_parcels):
    first, second, third = (parcel.pk for parcel in make_parcels(3))

    opened = open_one(parcel_ids=[first, second], about="262-10000104", note=say("One is missing."))
    again = open_one(parcel_ids=[second, third])

    assert again.pk == opened.pk
    assert list(CaseParcel.objects.order_by("pk").values_list("parcel", flat=True)) == [
        first,
        second,
        third,
    ]
    assert (opened.owner, opened.due_at) == ("warehouse", NOON + 4 * HOUR)
    assert str(Case.objects.get().note) == "One is missing."


def test_owner_and_due_time_can_be_given(make_parcels):
    opened = open_one(owner_role=Role.CUSTOMS, due_at=NOON + HOUR)

    assert (opened.owner, opened.due_at, opened.parcels.count()) == ("customs", NOON + HOUR, 0)


def test_another_cause_or_kind_or_a_closed_case_is_a_case_of_its_own(make_parcels):
    ids = [make_parcels(1)[0].pk]
    first = open_one(parcel_ids=ids)
    open_one("flight:2", parcel_ids=ids)
    open_cases(cause="flight:1", kind="receipt", parcel_ids=ids, by=BY, at=NOON)
    close_cases(cases=[first], by=BY, at=NOON)

    assert open_one(parcel_ids=ids).pk != first.pk
    assert Case.objects.filter(status="open").count() == 3


def test_a_partner_s_message_may_open_a_case_and_a_seller_may_not(anna):
    open_one(by=Actor("airline", frozenset({Role.PARTNER})))

    with pytest.raises(NotAllowed):
        open_one("flight:2", by=anna)
    assert Case.objects.count() == 1


def test_a_seller_sees_only_his_own_parcels_of_a_case(make_parcels, anna, boris, pavel):
    own, other = make_parcels(2)
    Parcel.objects.filter(pk=other.pk).update(seller=Seller.objects.get(code="S002"))
    case = open_one(parcel_ids=[own.pk, other.pk])
    foreign = open_one("flight:2", parcel_ids=[other.pk])

    [seen] = cases_for(anna)
    assert (seen.pk, seen.pieces, seen.number) == (case.pk, 1, own.number)
    assert list(parcels_of(seen, anna)) == [own]
    assert case_for(anna, foreign.pk) is None
    assert (case_for(pavel, case.pk).pieces, cases_for(boris).count()) == (2, 2)


@pytest.fixture
def usual(channel):
    """Nine in ten need ten hours: fifteen are too long."""
    StageTime.objects.all().delete()
    for stage in ("in_flight", "at_harbin"):
        StageTime.objects.create(channel=channel, stage=stage, p50_hours=5, p90_hours=10)


def test_what_is_stuck_in_one_flight_is_one_case_and_closes_when_all_move(
    make_parcels, consolidation, usual
):
    flown, alone = make_parcels(3), make_parcels(2)
    rows = [(parcel.pk, None, None) for parcel in flown]
    contents.put(rows, consolidation_id=consolidation.pk, at=NOON)
    happen(flown, "departed", 1)
    happen(alone, "packed", 1)

    opened = open_stuck_cases(by=BY, at=NOON + 17 * HOUR)
    again = open_stuck_cases(by=BY, at=NOON + 18 * HOUR)

    assert (opened, again) == (3, 0)
    case = Case.objects.get(stage="in_flight")
    assert (case.parcels.count(), case.about) == (3, "U6999 04.11.2026")
    happen(flown[:2], "arrived", 19)
    assert close_moved_cases(by=BY, at=NOON + 19 * HOUR) == 0
    assert case.members.filter(done_at__isnull=True).get().parcel_id == flown[2].pk
    happen(flown[2:], "arrived", 19)
    assert close_moved_cases(by=BY, at=NOON + 20 * HOUR) == 1
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("closed", NOON + 20 * HOUR)
    assert Case.objects.filter(status="open").count() == 2


def test_a_lost_parcel_has_a_case_until_it_is_delivered(make_parcels, usual):
    [parcel] = make_parcels(1)
    happen([parcel], "lost", 1)

    assert [open_stuck_cases(by=BY, at=NOON + n * HOUR) for n in (2, 3)] == [1, 0]
    case = Case.objects.get(kind="lost")
    assert close_moved_cases(by=BY, at=NOON + 3 * HOUR) == 0
    happen([parcel], "delivery_withdrawn", 4)
    happen([parcel], "delivered", 5)

    assert close_moved_cases(by=BY, at=NOON + 6 * HOUR) == 1
    case.refresh_from_db()
    assert case.status == "closed"
    assert open_stuck_cases(by=BY, at=NOON + 7 * HOUR) == 0


def test_a_lost_case_that_was_closed_by_a_person_is_not_opened_again(make_parcels, usual):
    happen(make_parcels(1), "lost", 1)
    open_stuck_cases(by=BY, at=NOON + 2 * HOUR)
    close_cases(cases=[Case.objects.get()], by=BY, at=NOON + 2 * HOUR, outcome="lost")

    assert open_stuck_cases(by=BY, at=NOON + 3 * HOUR) == 0
