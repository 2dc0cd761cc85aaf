"""The customs desk: queues, one decision for many, one parcel's declarations."""

import pytest

from customs.declarations.export import file_export_declarations
from shipments.actor import system
from shipments.parcels.models import Parcel
from tests.browsers import grows_not
from tests.world import NOON


@pytest.fixture
def filed(make_parcels, happen):
    """Parcels whose export lists were filed."""

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed")
        file_export_declarations(limit=100, by=system("t"), at=NOON)
        return list(Parcel.objects.filter(pk__in=[p.pk for p in parcels]))

    return make


@pytest.fixture
def at_border(make_parcels, happen):
    """Parcels that have landed and are presented."""

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "packed", "export_released", "departed", "arrived", "import_presented")
        return parcels

    return make


def post(client, track: str, **fields):
    return client.post(f"/customs/decide/{track}/", fields, follow=True)


def statuses(field: str) -> set[str]:
    return set(Parcel.objects.values_list(field, flat=True))


def test_what_waits_is_listed(olga_reads, filed, at_border):
    [out], [home] = filed(1), at_border(1)

    exports = olga_reads.get("/customs/export/").content.decode()
    imports = olga_reads.get("/customs/").content.decode()

    assert out.number in exports
    assert home.number not in exports
    assert home.number in imports
    assert out.number not in imports


@pytest.mark.parametrize(
    ("path", "world"), [("/customs/export/", "filed"), ("/customs/", "at_border")]
)
def test_a_long_queue_takes_as_few_queries_as_a_short_one(
    request, olga_reads, queries_of, path, world
):
    make = request.getfixturevalue(world)
    make(1)
    grows_not(queries_of, olga_reads, path, lambda: make(2))


def test_a_decision_is_shown_before_it_is_recorded(olga_reads, at_border):
    ids = [parcel.pk for parcel in at_border(2)]

    shown = post(olga_reads, "import", chosen=ids, code="import_released")

    assert "2 parcels will change" in shown.content.decode()
    assert statuses("import_clearance") == {"presented"}


def test_a_confirmed_decision_is_recorded_for_all(olga_reads, at_border):
    ids = ",".join(str(parcel.pk) for parcel in at_border(3))

    told = post(olga_reads, "import", chosen=ids, code="import_released", confirmed="1")

    assert "3 decisions recorded" in told.content.decode()
    assert statuses("import_clearance") == {"released"}


def test_the_preview_s_own_form_records_what_it_showed(olga_reads, filed):
    filed(3)
    shown = post(olga_reads, "export", all="1", status="filed", code="export_accepted")
    ids = shown.context["ids"]

    post(olga_reads, "export", chosen=",".join(map(str, ids)), code="export_accepted", confirmed=1)

    assert len(ids) == 3
    assert statuses("export_clearance") == {"accepted"}


def test_all_means_all_that_match_the_filter(olga_reads, at_border):
    first, *_ = at_border(3)

    shown = post(olga_reads, "import", all="1", numbers=first.number, code="import_released")

    assert shown.context["ids"] == [first.pk]


def test_one_is_refused_and_the_others_are_released(olga_reads, at_border, happen):
    held, *others = at_border(3)
    post(olga_reads, "import", chosen=[held.pk], code="import_refused", reason="no", confirmed="1")

    ids = [parcel.pk for parcel in others]
    post(olga_reads, "import", chosen=ids, code="import_released", confirmed="1")

    found = dict(Parcel.objects.values_list("pk", "import_clearance"))
    assert found.pop(held.pk) == "refused"
    assert set(found.values()) == {"released"}


@pytest.mark.parametrize("code", ["", "packed", "nonsense", "'; drop"])
def test_a_decision_that_is_none_is_refused(olga_reads, at_border, code):
    [parcel] = at_border(1)

    told = post(olga_reads, "import", chosen=[parcel.pk], code=code)

    assert "notice error" in told.content.decode()
    assert statuses("import_clearance") == {"presented"}


def test_what_is_not_in_the_queue_is_not_decided(olga_reads, filed):
    [parcel] = filed(1)

    post(olga_reads, "import", chosen=[parcel.pk], code="import_released", confirmed="1")

    assert statuses("import_clearance") == {"not_filed"}


def test_one_parcel_shows_goods_declarations_duty_and_story(olga_reads, filed):
    [parcel] = filed(1)

    text = olga_reads.get(f"/customs/parcels/{parcel.number}/").content.decode()

    assert parcel.export_declaration.cop_number in text
    assert 'class="story"' in text
    assert olga_reads.get("/customs/parcels/NONE/").status_code == 404


def test_the_desk_is_shut_to_a_planner_and_to_a_seller(pavel_reads, anna_reads):
    assert pavel_reads.get("/customs/").status_code == 404
    assert anna_reads.get("/customs/").status_code == 404
