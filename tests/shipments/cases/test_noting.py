"""What is known of an open case is written on it, and the history keeps what was written before."""

import pytest

from shipments.actor import system
from shipments.cases.actions import close_cases, note_case
from shipments.cases.doubtful import close_answered
from shipments.cases.models import Case
from shipments.errors import NotAllowed, WrongState
from shipments.history.models import Change
from shipments.tracking.models import UnmappedEvent
from tests.factories.cases import make_case
from tests.world import NOON

BY = system("test")


@pytest.fixture
def case(make_parcels) -> Case:
    return make_case(make_parcels(1))


def notes() -> list[str]:
    return list(Change.objects.order_by("pk").values_list("note", flat=True))


def test_each_note_is_kept_and_the_last_one_stands_on_the_case(case, wei):
    for note in ("rang the airline", "it lies in Moscow", "it lies in Moscow"):
        note_case(case=case, note=note, by=wei, at=NOON)

    assert str(Case.objects.get().note) == "it lies in Moscow"
    assert notes() == ["rang the airline", "it lies in Moscow"]


def test_a_seller_writes_on_no_case(case, anna):
    with pytest.raises(NotAllowed):
        note_case(case=case, note="mine", by=anna, at=NOON)

    assert (str(Case.objects.get().note), notes()) == ("", [])


def test_nothing_is_written_on_a_closed_case(case, wei):
    close_cases(cases=[case], by=wei, at=NOON)
    before = notes()

    with pytest.raises(WrongState):
        note_case(case=case, note="too late", by=wei, at=NOON)

    assert (str(Case.objects.get().note), notes()) == ("", before)


def test_a_doubtful_case_closes_once_none_of_its_events_waits(make_parcels):
    answered, waiting = (make_case(parcel, "doubtful") for parcel in make_parcels(2))
    stuck = make_case(make_parcels(1), cause="flight:1")
    UnmappedEvent.objects.create(
        case=waiting,
        scheme="own",
        raw_code="x",
        subject="parcel:1",
        happened_at=NOON,
        doubt="elsewhere",
        source="post",
        source_ref="1",
    )

    assert close_answered(by=BY, at=NOON, case=waiting) == 0
    assert close_answered(by=BY, at=NOON) == 1

    closed = Case.objects.filter(status="closed")
    assert list(closed) == [answered]
    assert set(Case.objects.filter(status="open")) == {waiting, stuck}
