"""One master waybill at import customs: hold one parcel, release the flight."""

import pytest

from customs.bulk_actions.table import ACTIONS
from customs.declarations.models import ImportRegistry
from shipments.bulk.models import BulkAction
from shipments.bulk.running import run_open_bulk_actions
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from tests.browsers import grows_not
from tests.customs.declarations.conftest import hours, packed, registered

__all__ = ["packed", "registered"]


@pytest.fixture
def presented(registered, happen, consolidation):
    """Parcels of one master waybill before Russian customs."""

    def make(count: int) -> str:
        registered(count)
        happen(list(Parcel.objects.all()), "import_presented", at=hours(4))
        return consolidation.mawb

    return make


def page(client, mawb: str, query: str = "") -> str:
    return client.get(f"/customs/flights/{mawb}/{query}").content.decode()


def test_the_flights_are_listed_with_what_waits(olga_reads, presented):
    mawb = presented(3)

    answer = olga_reads.get("/customs/flights/")

    [(_registry, waiting)] = answer.context["rows"]
    assert mawb in answer.content.decode()
    assert waiting["n"] == 3


def test_one_is_held_and_the_flight_is_released(olga_reads, presented):
    mawb = presented(4)
    first, *others = Parcel.objects.order_by("pk")

    olga_reads.post(f"/customs/flights/{mawb}/hold/", {"chosen": first.pk, "note": "X-ray"})
    assert "3 parcels of 1.2 kg are set free." in page(olga_reads, mawb)
    shown = olga_reads.post(
        "/customs/decide/import/",
        {
            "all": 1,
            "consolidation": mawb,
            "status": "presented",
            "free": "on",
            "code": "import_released",
        },
    )
    [part] = shown.context["parts"]
    olga_reads.post(
        "/customs/decide/import/",
        {
            "chosen": ",".join(map(str, part.ids)),
            "code": part.code,
            "confirmed": 1,
        },
    )
    run_open_bulk_actions(table=ACTIONS, at=hours(6))

    assert BulkAction.objects.get().done == 3
    first.refresh_from_db()
    assert (first.import_clearance, first.held) == ("presented", True)
    assert {one.import_clearance for one in Parcel.objects.exclude(pk=first.pk)} == {"released"}
    assert len(others) == 3


@pytest.mark.parametrize("fields", [{"note": "X"}, {"chosen": "1", "note": " "}, {}])
def test_a_hold_without_parcels_or_reason_is_refused_and_kept_on_the_page(
    olga_reads, presented, fields
):
    mawb = presented(1)
    pk = str(Parcel.objects.get().pk)
    fields = {**fields, "chosen": pk} if "chosen" in fields else fields

    answer = olga_reads.post(f"/customs/flights/{mawb}/hold/", fields)

    assert answer.status_code == 422
    assert not Hold.objects.exists()


def test_a_parcel_of_another_flight_is_not_held_from_here(
    olga_reads, presented, make_parcels, happen
):
    mawb = presented(1)
    [other] = make_parcels(1)

    olga_reads.post(f"/customs/flights/{mawb}/hold/", {"chosen": other.pk, "note": "x"})

    assert not Hold.objects.exists()


NUMBER = "10005020/200526/0018179"


def write_down(client, mawb: str, number: str, sequence: int | None = None):
    own = ImportRegistry.objects.get().sequence if sequence is None else sequence
    return client.post(
        f"/customs/flights/{mawb}/register/", {"sequence": own, "number": number}, follow=True
    )


def test_an_officer_writes_down_the_number_under_which_a_registry_is_registered(
    olga_reads, presented
):
    mawb = presented(1)

    answer = write_down(olga_reads, mawb, f" {NUMBER} ")

    assert "The registry is registered under this number." in answer.content.decode()
    assert ImportRegistry.objects.get().registration_number == NUMBER


def test_what_is_no_number_or_another_one_is_told_on_the_page_and_not_written(
    olga_reads, presented
):
    mawb = presented(1)

    assert "A registration number is post" in write_down(olga_reads, mawb, "12").content.decode()
    assert ImportRegistry.objects.get().registration_number == ""
    write_down(olga_reads, mawb, NUMBER)
    other = NUMBER.replace("18179", "18180")
    assert f"has number {NUMBER} already" in write_down(olga_reads, mawb, other).content.decode()
    assert write_down(olga_reads, mawb, other, sequence=99).status_code == 404
    assert ImportRegistry.objects.get().registration_number == NUMBER


def test_the_shares_add_up_and_narrow_the_lines(olga_reads, presented, happen):
    mawb = presented(4)
    first, second, *_ = Parcel.objects.order_by("pk")
    happen([first], "import_released", at=hours(5))
    happen([second], "import_refused", at=hours(5))

    answer = olga_reads.get(f"/customs/flights/{mawb}/")
    shares = {one.status: (one.n, one.width) for one in answer.context["shares"]}
    narrowed = page(olga_reads, mawb, "?status=refused")

    assert shares == {"presented": (2, 50), "released": (1, 25), "refused": (1, 25)}
    assert second.number in narrowed
    assert first.number not in narrowed
    assert first.number in page(olga_reads, mawb, f"?search={first.number}")


def test_a_long_registry_takes_as_few_queries_as_a_short_one(
    olga_reads, presented, queries_of, make_parcels, consolidation
):
    mawb = presented(1)
    before = queries_of(olga_reads, f"/customs/flights/{mawb}/")
    more = make_parcels(3)
    from_flight = Parcel.objects.first().containments.get()
    for parcel in more:
        from_flight.pk, from_flight.parcel = None, parcel
        from_flight.save()

    assert queries_of(olga_reads, f"/customs/flights/{mawb}/") == before


def test_a_long_list_of_flights_takes_as_few_queries_as_a_short_one(
    olga_reads, presented, queries_of, make_consolidation
):
    presented(1)

    def more() -> None:
        for _ in range(2):
            ImportRegistry.objects.create(consolidation=make_consolidation())

    grows_not(queries_of, olga_reads, "/customs/flights/", more)


def test_others_find_no_flight(anna_reads, pavel_reads, olga_reads, presented):
    mawb = presented(1)

    assert anna_reads.get(f"/customs/flights/{mawb}/").status_code == 404
    assert pavel_reads.get(f"/customs/flights/{mawb}/").status_code == 404
    assert olga_reads.get("/customs/flights/262-00000099/").status_code == 404
