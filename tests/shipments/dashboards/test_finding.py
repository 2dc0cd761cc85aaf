"""One search finds whatever a number names, however it was typed, and says what names nothing."""

from dataclasses import replace

import pytest

from shipments.cases.models import Case
from shipments.containers.models import Bag, Uld
from shipments.dashboards.finding import find_all
from shipments.orders.models import Receiver
from shipments.parcels.models import Parcel
from tests.factories.cases import make_case
from tests.world import NOON


@pytest.fixture
def world(make_parcels, consolidation) -> Parcel:
    [parcel] = make_parcels(1)
    Parcel.objects.update(last_mile_number="80080080080080")
    uld = Uld.objects.create(consolidation=consolidation, number="PAG12345U6", max_grams=1)
    bag = Bag.objects.create(
        number="BAG1",
        seal="CN7700001",
        sealed_at=NOON,
        consolidation=consolidation,
        uld=uld,
        created_at=NOON,
    )
    parcel.containments.create(consolidation=consolidation, bag=bag, uld=uld, since=NOON)
    return Parcel.objects.get()


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("lv 00000000 0 cn", "parcel", "LV000000000CN"),
        ("80080080080080", "parcel", None),
        ("o0", "order", None),
        ("bag1", "bag", "BAG1"),
        ("CN7700001", "bag", "BAG1"),
        ("PAG12345U6", "uld", "262-00000000"),
        ("262-00000000", "consolidation", "262-00000000"),
        ("26200000000", "consolidation", "262-00000000"),
        ("U6999", "flight", "U6999-20261104"),
        ("u6999-20261104", "flight", "U6999-20261104"),
        ("S001", "seller", "S001"),
    ],
)
def test_each_number_finds_what_it_names(world, pavel, typed, kind, key):
    found = find_all(pavel, typed)

    assert kind in [hit.kind for hit in found.hits]
    assert key is None or key in [hit.key for hit in found.hits]
    assert found.missing == []


def test_a_case_is_found_by_its_number(world, pavel):
    case = make_case(world)

    [hit] = [hit for hit in find_all(pavel, str(case.pk)).hits if hit.kind == "case"]

    assert Case.objects.get(pk=int(hit.key)) == case


@pytest.mark.parametrize(
    "typed", ["+79123456789", "89123456789", "8 (912) 345-67-89", "+7 912 345 67 89"]
)
def test_a_phone_finds_its_buyer_s_orders_and_parcels(world, pavel, anna, typed):
    Receiver.objects.update(phone="+79123456789")

    found = find_all(pavel, f"{typed} BAG1")

    assert {hit.kind for hit in found.hits} == {"order", "parcel", "bag"}
    assert world.number in [hit.key for hit in found.hits]
    assert found.missing == []
    assert find_all(anna, typed).hits == []


def test_a_phone_of_nobody_and_eleven_digits_of_a_waybill_find_no_buyer(world, pavel):
    Receiver.objects.update(phone="+79123456789")

    found = find_all(pavel, "8 912 345-67-80\n26200000000")

    assert {hit.kind for hit in found.hits} == {"consolidation"}
    assert found.missing == ["89123456780"]


def test_what_names_nothing_is_told_beside_what_does(world, pavel):
    found = find_all(pavel, "LV000000000CN, RB999999999CN\nBAG1")

    assert {hit.kind for hit in found.hits} == {"parcel", "bag"}
    assert found.missing == ["RB999999999CN"]


def test_a_hundred_numbers_take_as_many_queries_as_one(world, pavel, django_assert_max_num_queries):
    numbers = " ".join(f"LV{n:08d}0CN" for n in range(100))
    with django_assert_max_num_queries(11):
        find_all(pavel, numbers)


def test_staff_of_another_channel_find_none_of_it(world, pavel):
    elsewhere = replace(pavel, channels=frozenset({"CAN-MOW"}))
    typed = "LV000000000CN O0 BAG1 CN7700001 PAG12345U6 262-00000000 U6999-20261104"

    assert find_all(elsewhere, typed).hits == []


def test_a_seller_finds_nothing_here(world, anna):
    assert find_all(anna, "LV000000000CN").hits == []
