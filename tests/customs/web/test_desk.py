"""The customs desk: queues, one decision for many, one parcel's declarations."""

import pytest

from customs.bulk_actions.table import ACTIONS
from customs.declarations.export import file_export_declarations
from customs.declarations.models import ExportDeclaration, ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments import clock
from shipments.actor import Actor, Role, system
from shipments.bulk.actions import open_bulk_action
from shipments.bulk.models import BulkAction, BulkRow
from shipments.bulk.running import run_open_bulk_actions
from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from tests.browsers import grows_not, seen
from tests.customs.declarations.conftest import hours
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
    """What the desk answers; an action that was opened is carried out."""
    answer = client.post(f"/customs/decide/{track}/", fields, follow=True)
    run_open_bulk_actions(table=ACTIONS, at=hours(10))
    return answer


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

    post(olga_reads, "import", chosen=ids, code="import_released", confirmed="1")

    assert BulkAction.objects.get().done == 3
    assert statuses("import_clearance") == {"released"}


def test_the_preview_s_own_form_records_what_it_showed(olga_reads, filed):
    filed(3)
    shown = post(olga_reads, "export", all="1", status="filed", code="export_accepted")
    [part] = shown.context["parts"]
    ids = part.ids

    post(olga_reads, "export", chosen=",".join(map(str, ids)), code="export_accepted", confirmed=1)

    assert len(ids) == 3
    assert statuses("export_clearance") == {"accepted"}


def test_all_means_all_that_match_the_filter(olga_reads, at_border):
    first, *_ = at_border(3)

    shown = post(olga_reads, "import", all="1", numbers=first.number, code="import_released")

    assert [part.ids for part in shown.context["parts"]] == [[first.pk]]


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


def test_the_many_are_released_and_the_pasted_few_refused_in_one_action(olga_reads, at_border):
    first, *others = at_border(4)
    ids = [parcel.pk for parcel in others]

    shown = post(
        olga_reads,
        "import",
        chosen=[first.pk, *ids],
        code="import_released",
        but=first.number,
        but_code="import_refused",
        but_reason="no",
    )
    most, few = shown.context["parts"]
    post(
        olga_reads,
        "import",
        chosen=",".join(map(str, most.ids)),
        code=most.code,
        token="t1",
        but_chosen=few.ids,
        but_code=few.code,
        but_reason=few.why,
        confirmed=1,
    )

    assert statuses("import_clearance") == {"refused", "released"}
    assert Parcel.objects.get(import_clearance="refused") == first
    assert BulkAction.objects.get().done == 4


def test_who_is_left_out_without_a_decision_stays(olga_reads, at_border):
    first, *_others = at_border(3)

    shown = post(olga_reads, "import", all="1", code="import_released", but=first.number)

    assert "1 parcel is left out." in shown.content.decode()
    assert len(shown.context["parts"][0].ids) == 2


def test_thousands_are_pasted_and_strangers_are_named(olga_reads, at_border):
    first, second = at_border(2)

    shown = post(
        olga_reads,
        "import",
        code="import_released",
        pasted=f"{first.number.lower()}, {second.number}\n\tLV00000009XCN",
    )

    assert shown.context["total"] == 2
    assert shown.context["strangers"] == ["LV00000009XCN"]


def test_more_than_three_thousand_are_refused_and_the_form_keeps_what_was_typed(
    olga_reads, at_border
):
    at_border(1)
    pasted = " ".join(f"N{n}" for n in range(3_001))

    answer = olga_reads.post(
        "/customs/decide/import/",
        {
            "pasted": pasted,
            "code": "import_released",
            "reason": "the flight of Monday",
        },
    )

    assert answer.status_code == 422
    assert "the flight of Monday" in answer.content.decode()
    assert "N3000" in answer.content.decode()
    assert not BulkAction.objects.exists()


def test_two_clicks_record_one_action(olga_reads, at_border):
    ids = [parcel.pk for parcel in at_border(2)]

    for _ in range(2):
        post(olga_reads, "import", chosen=ids, code="import_released", token="t", confirmed=1)

    assert BulkRow.objects.count() == 2


def test_a_action_is_taken_back_from_its_page(olga_reads, at_border):
    at_border(2)
    post(
        olga_reads,
        "import",
        chosen=list(Parcel.objects.values_list("pk", flat=True)),
        code="import_released",
        confirmed=1,
    )
    number = BulkAction.objects.get().number

    olga_reads.post(f"/customs/bulk-actions/{number}/undo/")
    run_open_bulk_actions(table=ACTIONS, at=hours(10.1))

    assert statuses("import_clearance") == {"presented"}


def test_a_release_says_what_it_frees(olga_reads, at_border, happen):
    first, second = at_border(2)
    happen([first], "at_hub")

    text = post(
        olga_reads, "import", chosen=[first.pk, second.pk], code="import_released"
    ).content.decode()

    assert "2 parcels of 0.8 kg are set free." in text
    assert "1 goes to the last mile at once." in text


def test_the_overdue_are_counted_and_found(olga_reads, at_border):
    load_reference_data()
    at_border(1)

    text = olga_reads.get("/customs/?due=0").content.decode()

    assert "1 overdue" in text
    assert "term late" in text
    assert "overdue for" in text


def test_a_term_in_working_days_says_how_many_are_left(olga_reads, at_border, happen):
    load_reference_data()
    happen(at_border(1), "import_suspended")
    Parcel.objects.update(import_at=clock.now())

    assert "working days left" in olga_reads.get("/customs/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"seller": "s001"}, True),
        ({"seller": "S999"}, False),
        ({"value_from": "50"}, True),
        ({"value_to": "50"}, False),
        ({"goods": "9999"}, False),
        ({"receipt": "10"}, False),
        ({"person": "on"}, False),
        ({"due": "0"}, False),
    ],
)
def test_the_queue_is_narrowed_by_what_officers_know(olga_reads, at_border, query, found):
    [parcel] = at_border(1)

    text = olga_reads.get("/customs/", query).content.decode()

    assert (parcel.number in text) is found


def test_codes_of_customs_are_said_in_words(olga_reads, filed, at_border, consolidation):
    load_reference_data()
    [out], [home] = filed(1), at_border(1)
    ExportDeclaration.objects.filter(parcel=out).update(last_receipt="120")
    registry = ImportRegistry.objects.create(consolidation=consolidation)
    ImportLine.objects.create(registry=registry, parcel=home, position=1, decision="31")

    exports = seen(olga_reads.get("/customs/export/"))
    imports = seen(olga_reads.get("/customs/"))

    assert "</span> Accepted by customs" in exports
    assert "</span> Payment demanded" in imports
    page = olga_reads.get(f"/customs/parcels/{home.number}/").content.decode()
    assert "</span> Payment demanded" in page


def test_a_code_nobody_has_mapped_says_so(olga_reads, filed):
    [out] = filed(1)
    ExportDeclaration.objects.filter(parcel=out).update(last_receipt="777")

    assert "not understood yet" in olga_reads.get("/customs/export/").content.decode()


def test_the_way_back_from_the_preview_keeps_the_filter(olga_reads, at_border):
    at_border(2)

    shown = post(olga_reads, "import", all="1", status="presented", code="import_released")

    assert "/customs/?status=presented" in shown.content.decode()


def test_a_missing_decision_is_marked_at_its_field(olga_reads, at_border):
    [parcel] = at_border(1)

    told = post(olga_reads, "import", chosen=[parcel.pk], code="")

    assert 'aria-invalid="true" aria-describedby="wrong"' in seen(told)


def test_nothing_chosen_says_how_to_choose(olga_reads, at_border):
    at_border(1)

    told = post(olga_reads, "import", code="import_released")

    assert "tick waybills, paste them, or choose all that match" in told.content.decode()


@pytest.mark.parametrize("extra", [{}, {"confirmed": "1"}])
def test_what_stops_a_parcel_needs_words(olga_reads, at_border, extra):
    [parcel] = at_border(1)

    told = post(olga_reads, "import", chosen=[parcel.pk], code="import_refused", **extra)

    assert told.status_code == 422
    assert "Say why: who must act now reads it." in told.content.decode()
    assert 'name="reason" maxlength="300" aria-invalid="true"' in told.content.decode()
    assert statuses("import_clearance") == {"presented"}
    assert not BulkAction.objects.exists()


def test_the_few_that_are_refused_need_words_too(olga_reads, at_border):
    first, *_others = at_border(3)

    told = post(
        olga_reads,
        "import",
        all="1",
        code="import_released",
        but=first.number,
        but_code="import_refused",
    )

    assert told.status_code == 422
    assert first.number in told.content.decode()
    assert statuses("import_clearance") == {"presented"}


def test_a_action_says_which_decision_it_records(olga_reads, at_border):
    [parcel] = at_border(1)
    post(olga_reads, "import", chosen=[parcel.pk], code="import_released", confirmed="1")

    number = BulkAction.objects.get().number

    for path in (f"/customs/bulk-actions/{number}/", "/customs/bulk-actions/"):
        assert CODES["import_released"].en in olga_reads.get(path).content.decode()


def test_after_a_refusal_the_ticks_stay_also_those_of_other_pages(olga_reads, at_border):
    here, elsewhere = at_border(2)

    told = post(
        olga_reads,
        "import",
        chosen=[here.pk, elsewhere.pk],
        numbers=here.number,
        code="import_refused",
    )

    text = seen(told)
    assert f'value="{here.pk}" aria-label="{here.number}" checked' in text
    assert f'<input type="hidden" name="chosen" value="{elsewhere.pk}">' in text


def test_her_list_of_actions_shows_no_seller_s_holds(olga_reads, at_border, anna_shop):
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
    open_bulk_action(
        kind="place_holds",
        token="h",
        subjects=[(1, "A-1")],
        may_be_undone=False,
        params={},
        by=anna,
        at=NOON,
    )
    [parcel] = at_border(1)
    post(olga_reads, "import", chosen=[parcel.pk], code="import_released", confirmed="1")

    text = olga_reads.get("/customs/bulk-actions/").content.decode()

    assert "Recording decisions" in text
    assert "Placing holds" not in text


@pytest.fixture
def owing(at_border, consolidation) -> list[Parcel]:
    """Three clear parcels, then two that owe duty."""
    parcels = at_border(5)
    registry = ImportRegistry.objects.create(consolidation=consolidation)
    ImportLine.objects.bulk_create(
        ImportLine(registry=registry, parcel=one, position=n, duty_rub=(1436 if n > 3 else 0))
        for n, one in enumerate(parcels, 1)
    )
    return parcels


def test_what_owes_is_left_alone_by_the_many_without_a_word(olga_reads, owing):
    shown = post(olga_reads, "import", all="1", code="import_released")
    ids = ",".join(map(str, shown.context["parts"][0].ids))

    post(olga_reads, "import", chosen=ids, code="import_released", confirmed=1)

    text = seen(shown)
    assert "3 parcels will change" in text
    assert "2 parcels: duty is owed" in text
    assert BulkAction.objects.get().total == 3
    assert Parcel.objects.filter(import_clearance="released").count() == 3


def test_what_owes_is_released_after_a_second_question_with_the_number(olga_reads, owing):
    ids = ",".join(str(one.pk) for one in owing)
    body = {"chosen": ids, "code": "import_released", "confirmed": 1, "also": ["duty"]}

    asked = post(olga_reads, "import", **body)
    assert not BulkAction.objects.exists()
    post(olga_reads, "import", **body, sure=1, token=asked.context["token"])

    assert "2 of the 5 parcels are not clear" in seen(asked)
    assert "Release 5, 2 of them as they stand" in seen(asked)
    assert statuses("import_clearance") == {"released"}
    page = seen(olga_reads.get(f"/customs/bulk-actions/{BulkAction.objects.get().number}/"))
    assert "<b>2</b> duty is owed" in page


def test_pasted_numbers_that_wait_elsewhere_say_where_and_can_be_kept(olga_reads, at_border, filed):
    waits, gone = at_border(2)
    [harbin] = filed(1)
    Parcel.objects.filter(pk=gone.pk).update(import_clearance="released")
    pasted = f"{waits.number} {gone.number} {harbin.number} LV00000009XCN"

    shown = post(olga_reads, "import", code="import_released", pasted=pasted)
    strange = " ".join(shown.context["strangers"])
    post(
        olga_reads, "import", chosen=waits.pk, code="import_released", confirmed=1, left_out=strange
    )
    number = BulkAction.objects.get().number
    page = seen(olga_reads.get(f"/customs/bulk-actions/{number}/"))
    file = olga_reads.get(f"/customs/bulk-actions/{number}/left-out/").content.decode()

    for text in (seen(shown), page, file):
        assert "released already" in text
        assert "still in Harbin, export customs: prepared" in text
        assert "nothing of ours has this number" in text
    assert f"{gone.number},released already" in file
    asked = olga_reads.post("/customs/left-out/import/", {"numbers": strange}).content.decode()
    assert asked == file


@pytest.mark.parametrize("by", ["number", "order", "cop_number", "mawb", "registration"])
def test_any_number_of_the_desk_is_found_once_it_has_left_the_queue(
    olga_reads, filed, consolidation, by
):
    [parcel] = filed(1)
    ImportRegistry.objects.create(
        consolidation=consolidation, registration_number="10502110/021126/0000001"
    )
    Parcel.objects.update(import_clearance="released", movement="delivered")
    numbers = {
        "number": parcel.number,
        "order": parcel.order.number,
        "mawb": consolidation.mawb,
        "cop_number": ExportDeclaration.objects.get().cop_number,
        "registration": "10502110/021126/0000001",
    }

    text = olga_reads.get("/customs/", {"numbers": numbers[by]}).content.decode()

    page = f"flights/{consolidation.mawb}" if by in ("mawb", "registration") else "parcels/LV"
    assert f"/customs/{page}" in text
