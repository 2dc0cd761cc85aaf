"""House waybills told to airlines: kept, added up, and held against their master's."""

import pytest

from shipments.actor import system
from shipments.carriers.airline import transmission
from shipments.carriers.airline.codes import DEFAULT_MAP, SCHEME
from shipments.cases.models import Case
from shipments.containers.models import Consolidation, HouseWaybill
from shipments.operations.discrepancies import discrepancies_of, missing_pieces
from shipments.operations.house_waybills import houses_of_mawb, take_house_lists
from shipments.reference import load_partner_codes
from tests.world import NOON

MAWB = "262-10000012"


@pytest.fixture
def ours(consolidation):
    load_partner_codes(SCHEME, DEFAULT_MAP)
    Consolidation.objects.filter(pk=consolidation.pk).update(mawb=MAWB)
    consolidation.refresh_from_db()
    return consolidation


def take(master: str, *houses: str, mawb: str = MAWB):
    rows = [f"HBS/{house.replace(' ', '/HRBSVX/', 1)}//GOODS" for house in houses]
    text = "\n".join(["FHL/5", f"MBI/{mawb}HRBSVX/{master}", *rows])
    found = transmission.read(text, received_at=NOON, zone_of=lambda code: "")
    assert found.faults == []
    return take_house_lists(lists=found.items, by=system("t"), at=NOON)


def test_houses_are_kept_with_pieces_and_grams(ours):
    take("T7K1000.5", "H1 3/K400.5", "H2 4/L1322.774")

    rows = HouseWaybill.objects.order_by("number").values_list("number", "pieces", "grams")
    assert list(rows) == [("H1", 3, 400_500), ("H2", 4, 600_000)]
    assert not Case.objects.exists()


def test_a_list_told_in_two_is_added_up_and_is_no_repeat(ours):
    first, second = take("T7K1000", "H1 3/K400"), take("T7K1000", "H2 4/K600")
    again = take("T7K1000", "H2 4/K600")

    assert (first.accepted, second.accepted, again.repeated) == (1, 1, 1)
    known = houses_of_mawb(MAWB)
    assert (known.count, known.pieces, known.grams) == (2, 7, 1_000_000)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("master", "houses"),
    [
        ("T7K1000", ["H1 7/K10000"]),
        ("T7K1000", ["H1 378/K1000"]),
        ("T7K1000", ["H1 3/K400", "H2 4/K800"]),
    ],
)
def test_houses_that_disagree_with_their_master_are_a_case(ours, master, houses):
    take(master, *houses)

    assert Case.objects.get().kind == "discrepancy"
    assert discrepancies_of(ours)[0].text.startswith("FHL ")
    assert missing_pieces([ours]) == set(), "papers stop no goods"


@pytest.mark.parametrize("master", ["T7K1000.4", "T7K999.5", "T7"])
def test_rounding_and_a_missing_weight_are_no_disagreement(ours, master):
    take(master, "H1 3/K400", "H2 4/K600")

    assert not Case.objects.exists()


def test_a_master_of_others_is_refused_and_its_houses_are_not_ours(ours):
    answer = take("T7K1000", "H1 7/K9000", mawb="921-10667893")

    assert [code for _, code, _ in answer.refused] == ["unknown_subject"]
    assert not HouseWaybill.objects.exists()
    assert not Case.objects.exists()
