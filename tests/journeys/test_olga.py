"""Olga releases three thousand and refuses one; she holds one parcel and lets its flight go."""

import pytest

from customs.bulk_actions.table import ACTIONS
from customs.declarations.models import ImportLine, ImportRegistry
from customs.reference import load_reference_data
from shipments import clock
from shipments.actor import Role
from shipments.bulk.models import BulkAction
from shipments.bulk.running import run_open_bulk_actions
from shipments.containers.contents import put
from shipments.parcels.models import Parcel
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def cleared() -> dict[str, int]:
    found: dict[str, int] = {}
    for status in Parcel.objects.values_list("import_clearance", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


def carried_out() -> BulkAction:
    run_open_bulk_actions(table=ACTIONS, at=clock.now())
    return BulkAction.objects.get()


@pytest.fixture
def presented(make_parcels, happen):
    """Parcels before Russian customs."""
    load_reference_data()

    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "packed", "export_released", "departed", "arrived", "import_presented")
        return parcels

    return make


def test_three_thousand_are_released_and_one_is_refused_in_one_action(sit_down, presented, manner):
    parcels = presented(3_001)
    olga = sit_down("olga", roles=(Role.CUSTOMS,))

    olga.go("/customs/")
    olga.page.check("[name=all]")
    olga.page.select_option("#code", "import_released")
    olga.page.locator("summary:has(+ .panel)").click()
    olga.page.fill("[name=but]", parcels[7].number)
    olga.page.select_option("#but_code", "import_refused")
    olga.page.fill("[name=but_reason]", "запрещено к ввозу")
    olga.click("form.stacked .selection button.main")
    olga.click("main form[method=post] button.main")
    action = carried_out()
    olga.go(f"/customs/bulk-actions/{action.number}/")

    assert (action.done, action.refused) == (3_001, 0)
    assert cleared() == {"released": 3_000, "refused": 1}

    olga.click('form[action$="/undo/"] button')
    run_open_bulk_actions(table=ACTIONS, at=clock.now())
    olga.go(f"/customs/bulk-actions/{action.number}/")
    assert cleared() == {"presented": 3_001}


def test_of_a_hundred_the_three_that_owe_are_asked_for_in_words(
    sit_down, presented, consolidation, manner
):
    parcels = presented(100)
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    registry = ImportRegistry.objects.create(consolidation=consolidation, filed_at=NOON)
    ImportLine.objects.bulk_create(
        ImportLine(registry=registry, parcel=one, position=n, duty_rub=1436 if n > 97 else 0)
        for n, one in enumerate(parcels, 1)
    )
    olga = sit_down("olga", roles=(Role.CUSTOMS,))

    olga.go(f"/customs/flights/{consolidation.mawb}/")
    olga.click('form[action$="/decide/import/"] button.main')
    assert not olga.page.is_checked("[name=also]")
    olga.click("#confirm button.main")
    carried_out()
    assert cleared() == {"released": 97, "presented": 3}

    BulkAction.objects.all().delete()
    olga.go(f"/customs/flights/{consolidation.mawb}/")
    olga.click('form[action$="/decide/import/"] button.main')
    olga.page.check("[name=also]")
    olga.click("#confirm button.main")
    olga.click("main form[method=post] button.danger")
    carried_out()
    assert cleared() == {"released": 100}
    olga.go(f"/customs/flights/{consolidation.mawb}/?owing=1")
    assert olga.page.locator("tbody tr").count() == 3


def test_one_parcel_is_held_and_its_flight_released(sit_down, presented, consolidation, manner):
    parcels = presented(5)
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    olga = sit_down("olga", roles=(Role.CUSTOMS,))

    olga.go(f"/customs/flights/{consolidation.mawb}/")
    olga.page.locator("[name=chosen]").nth(2).check()
    olga.page.fill("[name=note]", "рентген")
    olga.click(".selection button")
    olga.click('form[action$="/decide/import/"] button.main')
    olga.click("main form[method=post] button.main")
    carried_out()

    assert cleared() == {"released": 4, "presented": 1}
    assert Parcel.objects.get(import_clearance="presented").held
    olga.go(f"/customs/parcels/{parcels[2].number}/")
    assert olga.shows("рентген")
