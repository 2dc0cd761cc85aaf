"""The one filter of parcels."""

from datetime import timedelta

import pytest

from shipments.containers import contents
from shipments.parcels.models import Parcel
from shipments.tracking.filters import ParcelFilter
from shipments.tracking.stage import flag_of, stage_of
from tests.factories.cases import make_case
from tests.world import NOON


def found(**wanted: object) -> set[Parcel]:
    chosen = ParcelFilter(wanted, Parcel.objects.all())
    assert chosen.is_valid(), chosen.errors
    return set(chosen.qs)


def open_case(parcel: Parcel, kind: str, status: str = "open") -> None:
    make_case(parcel, kind=kind, status=status, stage="in_flight", stage_since=NOON, opened_at=NOON)


def test_stuck_is_what_has_an_open_case_of_that_kind(make_parcels):
    stuck, solved, lost, free = make_parcels(4)
    open_case(stuck, "stuck")
    open_case(solved, "stuck", "closed")
    open_case(solved, "lost")
    open_case(lost, "lost")

    assert found(stuck="true") == {stuck}
    assert found(stuck="false") == {solved, lost, free}


def test_what_moved_on_is_stuck_no_more_though_others_of_its_case_are(make_parcels):
    gone, stuck = make_parcels(2)
    case = make_case([gone, stuck], kind="stuck")
    case.members.filter(parcel=gone).update(done_at=NOON)

    assert found(stuck="true") == {stuck}


def test_a_consolidation_and_its_flight_show_what_lies_in_them_now(make_parcels, consolidation):
    inside, offloaded, _ = make_parcels(3)
    rows = [(parcel.pk, None, None) for parcel in (inside, offloaded)]
    contents.put(rows, consolidation_id=consolidation.pk, at=NOON)
    later = NOON + timedelta(hours=1)
    contents.take_out([offloaded.pk], at=later, end=contents.taken_off("no room"))

    assert found(consolidation=consolidation.mawb) == {inside}
    assert found(flight="U6999-20261104") == {inside}
    assert found(flight="U6999-20261105") == set()


def test_what_was_broken_down_is_still_shown_by_its_consolidation(make_parcels, consolidation):
    [parcel] = make_parcels(1)
    contents.put([(parcel.pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    contents.empty(consolidation.pk, at=NOON + timedelta(hours=9), end=contents.End("unloaded"))

    assert found(consolidation=consolidation.mawb) == {parcel}


@pytest.mark.parametrize("flight", ["", "U6999", "U6999-2026", "U6999-20261399", "x-99999999"])
def test_a_word_that_is_no_flight_finds_nothing(make_parcels, flight):
    parcels = make_parcels(1)

    assert found(flight=flight) == (set() if flight else set(parcels))


def test_the_filter_by_headline_agrees_with_what_each_parcel_shows(make_parcels):
    movements = ["created", "packed", "departed", "at_hub", "handed_over", "delivered", "lost"]
    imports = ["not_filed", "presented", "duty_due", "released"]
    for movement in movements:
        for clearance in imports:
            [parcel] = make_parcels(1)
            changes = {"movement": movement, "import_clearance": clearance}
            changes["held"] = clearance in ("released", "duty_due")
            Parcel.objects.filter(pk=parcel.pk).update(**changes)

    parcels = list(Parcel.objects.all())
    asked = found(headline="action_needed")
    assert {p for p in parcels if p.held and p.import_clearance == "duty_due"} & asked, (
        "a hold never hides that the buyer must act"
    )
    for word in {stage_of(parcel) for parcel in parcels}:
        assert found(headline=word) == {p for p in parcels if stage_of(p) == word}
    for word in {flag_of(parcel) for parcel in parcels} - {""}:
        assert found(headline=word) == {p for p in parcels if flag_of(p) == word}


def test_many_numbers_are_searched_at_once(make_parcels):
    first, second, _ = make_parcels(3)

    assert found(search=f"{first.number.lower()};\n {second.order.number}") == {first, second}
