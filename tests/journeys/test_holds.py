"""A hold is placed, found again after the tab is lost, and released by whoever may."""

import pytest

from shipments.actor import Role
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from shipments.tasks import run_bulk_actions

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "покупатель просит подождать"


def held() -> list[str]:
    return list(Parcel.objects.filter(held=True).values_list("number", flat=True))


@pytest.fixture
def packed(anna_shop, make_parcels, happen) -> list[Parcel]:
    """Three parcels of Anna's in Harbin."""
    parcels = make_parcels(3)
    happen(parcels, "created", "packed")
    return parcels


def test_anna_finds_her_hold_again_and_releases_it(sit_down, anna_shop, packed, manner):
    wanted = packed[1]
    anna = sit_down("anna", seller=anna_shop)
    anna.go("/seller/")
    anna.menu("/seller/orders/")
    anna.page.check(f"[aria-label='{wanted.order.number}']")
    anna.click("button[value=hold]")
    anna.page.fill("[name=why]", WHY)
    anna.click("main form button.main")
    run_bulk_actions()
    assert held() == [wanted.number]

    anna.lose_tab()
    anna.go("/seller/")
    anna.click("main a[href*='hold=you']")
    assert anna.page.locator("tbody tr").count() == 1
    anna.menu("/seller/orders/")
    anna.click(".chips a[href*='hold=any']")
    assert anna.page.locator("tbody tr").count() == 1
    anna.click(f"tbody a[href*='/orders/{wanted.order.number}/']")
    assert anna.shows(WHY)
    anna.click("form[action*='/holds/'] button")

    assert held() == []
    assert anna.page.locator("form[action*='/holds/']").count() == 0
    assert Hold.objects.get().released_by == "anna"
    anna.menu("/seller/orders/")
    anna.click(".chips a[href*='hold=any']")
    assert anna.page.locator("tbody tr").count() == 0


def test_staff_find_a_hold_that_a_colleague_placed_and_release_it(sit_down, packed, manner):
    wanted = packed[2]
    pavel = sit_down("pavel", roles=(Role.PLANNER,))
    pavel.go("/staff/")
    pavel.menu("/staff/holds/")
    pavel.click("main a[href='/staff/holds/new/']")
    pavel.page.fill("[name=numbers]", f"{wanted.number} {packed[0].number}")
    pavel.page.select_option("[name=reason]", "security")
    pavel.page.fill("[name=note]", "рентген")
    pavel.click("main form button.main")
    assert held() == [], "a preview holds nothing"
    pavel.click("main form button[name=confirmed]")
    assert set(held()) == {wanted.number, packed[0].number}

    pavel.lose_tab()
    wei = sit_down("wei", roles=(Role.WAREHOUSE,))
    wei.go("/staff/")
    wei.find(wanted.number)
    assert wei.shows("рентген")
    wei.menu("/staff/holds/")
    wei.narrow(reason="security", by="pavel")
    wei.page.check(f"[name=chosen][aria-label='{wanted.number}']")
    wei.page.fill("[name=why]", "чисто")
    wei.click("form[action$='/release/'] button.main")

    assert held() == [packed[0].number]
    assert wei.page.locator("tbody tr").count() == 1
    wei.narrow(status="released")
    assert wei.page.locator("tbody tr").count() == 1
    assert wei.shows(wanted.number)
    released = Hold.objects.get(status="released")
    assert (released.placed_by, released.released_by) == ("pavel", "wei")
