"""The staff's pages of consolidations."""

import pytest

from shipments.actor import system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.containers.models import Consolidation
from shipments.flights.models import Flight
from shipments.parcels.models import Parcel
from tests.browsers import grows_not
from tests.world import NOON, seals_for


@pytest.fixture
def flight(consolidation) -> Flight:
    return consolidation.flight


@pytest.fixture
def loaded(flight, make_parcels, happen):
    """An open consolidation with parcels inside."""

    def make(count: int) -> Consolidation:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed", "export_released")
        by = system("t")
        opened = open_consolidation(flight=flight, by=by, at=NOON)
        add_parcels(consolidation=opened, numbers=[p.number for p in parcels], by=by, at=NOON)
        return opened

    return make


def do(client, opened: Consolidation, word: str, **fields):
    return client.post(f"/staff/consolidations/{opened.mawb}/do/{word}/", fields, follow=True)


def test_a_consolidation_goes_from_open_to_manifest(pavel_reads, loaded):
    opened = loaded(2)

    here = f"/staff/consolidations/{opened.mawb}/close/"
    seals = {f"seal {bag}": seal for bag, seal in seals_for(opened).items()}
    assert "notice success" in pavel_reads.post(here, seals, follow=True).content.decode()
    assert "notice success" in do(pavel_reads, opened, "manifest").content.decode()

    assert Consolidation.objects.get(pk=opened.pk).status == "manifested"


def test_a_action_out_of_turn_is_refused_in_words(pavel_reads, loaded):
    opened = loaded(1)

    told = do(pavel_reads, opened, "break_down")

    assert "notice error" in told.content.decode()
    assert Consolidation.objects.get(pk=opened.pk).status == "open"
    assert do(pavel_reads, opened, "explode").status_code == 404


def test_parcels_are_taken_out_with_a_reason(pavel_reads, loaded):
    opened = loaded(2)
    parcel = Parcel.objects.order_by("pk")[0]

    told = do(pavel_reads, opened, "remove", numbers=parcel.number, why="torn")

    assert "1 parcel was taken out" in told.content.decode()
    assert parcel.containments.filter(until__isnull=True).count() == 0


@pytest.mark.parametrize("path", ["/staff/consolidations/", "/staff/consolidations/{mawb}/"])
def test_consolidations_take_as_few_queries_however_full(pavel_reads, loaded, queries_of, path):
    mawb = loaded(1).mawb

    grows_not(queries_of, pavel_reads, path.format(mawb=mawb), lambda: loaded(2))


def test_a_consolidation_s_page_takes_as_few_queries_with_more_inside(
    pavel_reads, loaded, make_parcels, happen, queries_of
):
    opened = loaded(1)

    def more() -> None:
        parcels = make_parcels(2)
        happen(parcels, "created", "packed", "export_released")
        numbers = [parcel.number for parcel in parcels]
        add_parcels(consolidation=opened, numbers=numbers, by=system("t"), at=NOON)

    grows_not(queries_of, pavel_reads, f"/staff/consolidations/{opened.mawb}/", more)
