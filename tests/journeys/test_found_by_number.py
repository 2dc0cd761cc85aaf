"""Staff find a parcel by whatever number they were told, and read what is next and who acts."""

import pytest

from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.containers.models import Bag
from shipments.holds.actions import place_holds
from shipments.orders.models import Receiver
from shipments.parcels.models import Parcel
from tests.world import NOON, close_sealed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = system("t")
WHO = {
    "planner": {"ru": "планировщик", "zh-hans": "计划员"},
    "airline": {"ru": "авиакомпания", "zh-hans": "航空公司"},
    "buyer": {"ru": "покупатель", "zh-hans": "买家"},
    "seller": {"ru": "продавец", "zh-hans": "卖家"},
}


@pytest.fixture
def parcel(make_parcels, happen, consolidation) -> Parcel:
    """One of two parcels that lie sealed in a bag of a waybill."""
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    opened = open_consolidation(flight=consolidation.flight, by=BY, at=NOON)
    add_parcels(consolidation=opened, numbers=[p.number for p in parcels], by=BY, at=NOON)
    close_sealed(consolidation=opened, by=BY, at=NOON)
    Parcel.objects.filter(pk=parcels[1].pk).update(last_mile_number="80080080080080")
    Receiver.objects.filter(order=parcels[1].order_id).update(phone="+79123456789")
    return Parcel.objects.select_related("order").get(pk=parcels[1].pk)


def numbers_of(parcel: Parcel) -> dict[str, str]:
    bag = Bag.objects.select_related("consolidation").get()
    return {
        "parcel": parcel.number,
        "in small letters": f" {parcel.number.lower()}",
        "last mile": parcel.last_mile_number,
        "order": parcel.order.number,
        "waybill": bag.consolidation.mawb,
        "bag": bag.number,
        "seal": bag.seal,
        "phone": "8 (912) 345-67-89",
    }


def test_whatever_number_leads_to_the_parcel_and_who_must_act(sit_down, parcel, happen, manner):
    page = f"/staff/parcels/{parcel.number}/"
    pavel = sit_down("pavel", roles=(Role.PLANNER,))
    numbers = numbers_of(parcel)
    pavel.go("/staff/")
    for told in ("parcel", "in small letters", "last mile"):
        pavel.find(numbers[told])
        assert pavel.page.url.endswith(page), told
    for told in ("order", "phone"):
        pavel.find(numbers[told])
        pavel.click(f"main a[href='{page}']")
    for told in ("bag", "seal"):
        pavel.find(numbers[told])
        pavel.click(f"main a[href='{page}']")
    pavel.find(numbers["waybill"])
    pavel.page.locator("main .tree summary", has_text=numbers["bag"]).last.click()
    pavel.page.wait_for_selector(f"main a[href='{page}']")
    pavel.click(f"main a[href='{page}']")

    for told in ("parcel", "last mile", "order", "waybill", "bag", "seal"):
        assert pavel.shows(numbers[told]), told
    assert WHO["airline"][manner[0]] in pavel.marked("main .notice")

    place_holds(subject="parcel", ids=[parcel.pk], reason="address", by=BY, at=NOON)
    pavel.find(numbers["order"])
    pavel.click(f"main a[href='{page}']")
    assert WHO["seller"][manner[0]] in pavel.marked("main .notice.warning")

    happen([parcel], "departed", "arrived", "duty_due")
    pavel.find(numbers["parcel"])
    assert WHO["buyer"][manner[0]] in pavel.marked("main .notice.warning")


def test_a_number_that_names_nothing_is_told_as_it_was_typed(sit_down, parcel, manner):
    pavel = sit_down("pavel", roles=(Role.PLANNER,))
    pavel.go("/staff/")

    pavel.find(f"{parcel.number} XX-77")

    assert "XX-77" in pavel.marked("main .notice.warning")
    assert pavel.page.locator(f"main a[href='/staff/parcels/{parcel.number}/']").count() == 1
