"""Products, stock and replenishments over the wire."""

import pytest

from shipments.catalogue.models import Product
from shipments.stock.models import StockLevel
from tests.shipments.api.test_base import refused

CUP = {"sku": "CUP/1", "name_ru": "Чашка", "weight_grams": 400, "declared_value_cny": "12.5"}
COMING = {
    "number": "R1",
    "expected_at": "2026-11-09T08:00:00+08:00",
    "lines": [{"sku": "CUP/1", "quantity": 5}],
}


@pytest.fixture
def cup(anna) -> dict:
    return anna.post("products/", CUP).json()


def test_a_product_is_made_replaced_and_changed(anna):
    made = anna.post("products/", CUP)
    replaced = anna.post("products/", {**CUP, "name_ru": "Кружка"})
    changed = anna.patch("products/CUP/1/", {"weight_grams": 450})

    assert (made.status_code, replaced.status_code, changed.status_code) == (201, 200, 200)
    assert made.json()["declared_value"] == {"amount": "12.50", "currency": "CNY"}
    body = anna.get("products/CUP/1/").json()
    assert (body["name_ru"], body["weight_grams"]) == ("Кружка", 450)


@pytest.mark.parametrize(
    "change", [{"weight_grams": 0}, {"hs_code": "12"}, {"battery": "nuclear"}, {"sku": ""}]
)
def test_a_bad_product_is_refused(anna, change):
    refused(anna.post("products/", {**CUP, **change}), 400, "bad_shape")

    assert Product.objects.count() == 0


def test_what_lacks_something_is_found(anna, cup):
    assert len(anna.get("products/?incomplete=true").json()["results"]) == 1
    found = anna.get("products/?gap=code").json()["results"]
    assert len(found) == 1
    sizes = {"length_mm": 90, "width_mm": 90, "height_mm": 110}
    lacking = {"tnved_code": "6911100000", "battery": "none", "name_zh": "杯", **sizes}
    anna.patch("products/CUP/1/", lacking)
    assert anna.get("products/?incomplete=true").json()["results"] == []


def test_goods_are_announced_and_received(anna, cup, pavel):
    made = anna.post("replenishments/", COMING)

    assert (made.status_code, made.json()["lines"][0]["expected"]) == (201, 5)
    refused(anna.post("replenishments/", COMING), 409, "number_taken")
    counts = {"lines": [{"sku": "CUP/1", "good": 3, "damaged": 1}]}
    refused(anna.post("replenishments/R1/receive/", counts), 403, "not_allowed")
    [line] = pavel.post("replenishments/R1/receive/", counts).json()["lines"]
    assert (line["received"], line["damaged"], line["short"]) == (3, 1, 1)
    [level] = anna.get("stock/").json()["results"]
    assert (level["on_hand"], level["damaged"], level["in_transit"]) == (3, 1, 0)


def test_the_day_of_arrival_is_told_anew_until_it_is_there(anna, cup, pavel):
    anna.post("replenishments/", COMING)

    later = anna.patch("replenishments/R1/", {"expected_at": "2026-11-10T08:00:00+08:00"})

    assert later.json()["expected_at"] == "2026-11-10T00:00:00Z"
    pavel.post("replenishments/R1/receive/", {"lines": []})
    late = anna.patch("replenishments/R1/", {"expected_at": "2026-11-11T08:00:00+08:00"})
    refused(late, 409, "not_expected")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lines": []}, 400),
        ({"lines": [{"sku": "NO", "quantity": 1}]}, 404),
        ({"warehouse": "MOON"}, 404),
        ({"expected_at": "2026-11-09T08:00:00"}, 400),
    ],
)
def test_a_bad_replenishment_is_refused(anna, cup, change, status):
    assert anna.post("replenishments/", {**COMING, **change}).status_code == status


def test_the_shelf_is_counted_by_the_warehouse_only(anna, cup, pavel):
    count = {"on_hand": 7, "why": "yearly count"}

    refused(anna.patch("stock/CUP/1/", count), 403, "not_allowed")
    assert pavel.patch("stock/CUP/1/", count).json()["on_hand"] == 7
    assert StockLevel.objects.get().on_hand == 7


def test_staff_say_whose_sku_they_mean_where_two_sellers_have_it(anna, boris, pavel, cup):
    boris.post("products/", CUP)

    refused(pavel.get("products/CUP/1/"), 409, "ambiguous")
    assert pavel.get("products/CUP/1/?seller=S002").json()["seller"] == "S002"
    assert boris.get("products/CUP/1/?seller=S002").json()["seller"] == "S002"
    refused(boris.get("products/CUP/1/?seller=S001"), 404, "not_found")
