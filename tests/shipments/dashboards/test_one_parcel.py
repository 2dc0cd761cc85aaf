"""What comes next for a parcel, who does it and by when: for every status there is an answer."""

from types import SimpleNamespace

import pytest

from shipments.dashboards.one_parcel import next_step, one_parcel
from shipments.parcels.models import ExportClearance, ImportClearance, Movement, Parcel
from shipments.web.staff.search import NEXT, WHO
from tests.world import NOON


def statuses(movement="packed", export="not_filed", import_="not_filed") -> SimpleNamespace:
    return SimpleNamespace(
        movement=movement, export_clearance=export, import_clearance=import_, held=False
    )


@pytest.mark.parametrize(
    ("parcel", "word", "who"),
    [
        (statuses("created"), "pack", "warehouse"),
        (statuses(), "prepare_export", "we"),
        (statuses(export="review"), "export_release", "customs"),
        (statuses(export="released"), "load", "planner"),
        (statuses("arrived"), "break_down", "hub"),
        (statuses("at_hub", import_="presented"), "import_release", "customs"),
        (statuses("at_hub", import_="released"), "hand_over", "hub"),
        (statuses("handed_over", import_="released"), "deliver", "carrier"),
        (statuses("ready_for_pickup"), "pick_up", "buyer"),
        (statuses("returning"), "come_back", "carrier"),
    ],
)
def test_the_next_step_follows_from_the_statuses(parcel, word, who):
    found = next_step(parcel, None)

    assert (found.word, found.who) == (word, who)


def test_every_status_has_a_next_step_with_words_or_an_end():
    for movement in Movement:
        for export in ExportClearance:
            for import_ in ImportClearance:
                found = next_step(statuses(movement, export, import_), None)
                assert found is None or (found.word in NEXT and found.who in WHO)


def test_a_parcel_in_a_flight_that_still_loads_waits_for_its_cut_off(
    make_parcels, consolidation, pavel
):
    [parcel] = make_parcels(1)
    Parcel.objects.update(movement="loaded", export_clearance="released")
    parcel.containments.create(consolidation=consolidation, since=NOON)

    whole = one_parcel(pavel, Parcel.objects.get())

    assert whole.lies.consolidation == consolidation
    assert (whole.next.word, whole.next.due) == ("close", consolidation.flight.cargo_cutoff)
