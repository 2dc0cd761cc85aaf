"""Products, stock and replenishments over the wire."""

import pytest

from shipments.catalogue.models import Product
from shipments.stock.models import StockLevel
from tests.machines import order_body
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


def came(*lines: tuple[str, int, int], **more: object) -> dict:
    return {"lines": [{"sku": sku, "good": g, "damaged": d} for sku, g, d in lines], **more}


def test_goods_are_announced_received_truck_by_truck_and_closed(anna, cup, pavel):
    made = anna.post("replenishments/", COMING)

    assert (made.status_code, made.json()["lines"][0]["expected"]) == (201, 5)
    refused(anna.post("replenishments/", COMING), 409, "number_taken")
    first = came(("CUP/1", 2, 1), reference="truck 1")
    refused(anna.post("replenishments/R1/receive/", first), 403, "not_allowed")
    refused(pavel.post("replenishments/R1/close/"), 409, "nothing_came")
    for _ in range(2):
        body = pavel.post("replenishments/R1/receive/", first).json()
        [line] = body["lines"]
        assert (body["status"], line["received"], line["to_come"]) == ("receiving", 2, 2)
    other = came(("CUP/1", 3, 1), reference="truck 1")
    refused(pavel.post("replenishments/R1/receive/", other), 409, "receipt_differs")
    [level] = anna.get("stock/").json()["results"]
    assert (level["on_hand"], level["damaged"], level["in_transit"]) == (2, 1, 2)

    pavel.post("replenishments/R1/receive/", came(("CUP/1", 1, 0), reference="truck 2"))
    closed = pavel.post("replenishments/R1/close/").json()

    [line] = closed["lines"]
    assert (closed["status"], line["received"], line["damaged"], line["short"]) == (
        "received",
        3,
        1,
        1,
    )
    assert [one["reference"] for one in closed["receipts"]] == ["truck 1", "truck 2"]
    late = came(("CUP/1", 1, 0), reference="truck 3")
    refused(pavel.post("replenishments/R1/receive/", late), 409, "not_open")
    [level] = anna.get("stock/").json()["results"]
    assert (level["on_hand"], level["damaged"], level["in_transit"]) == (3, 1, 0)


def test_goods_nobody_announced_are_named_by_their_sku(anna, cup, pavel):
    anna.post("products/", {**CUP, "sku": "BOWL"})
    anna.post("replenishments/", COMING)

    refused(pavel.post("replenishments/R1/receive/", came(("NO", 1, 0))), 404, "unknown_sku")
    body = pavel.post("replenishments/R1/receive/", came(("BOWL", 4, 0))).json()

    bowl = next(line for line in body["lines"] if line["sku"] == "BOWL")
    assert (bowl["expected"], bowl["received"], bowl["over"]) == (0, 4, 4)


def test_goods_are_not_short_before_they_are_due(anna, cup):
    coming = {**COMING, "expected_at": "2099-01-01T08:00:00+08:00"}

    [line] = anna.post("replenishments/", coming).json()["lines"]

    assert (line["short"], line["to_come"]) == (0, 5)


def test_day_and_goods_are_corrected_and_cancelled_until_they_are_there(anna, boris, cup, pavel):
    anna.post("replenishments/", COMING)

    later = anna.patch("replenishments/R1/", {"expected_at": "2026-11-10T08:00:00+08:00"})
    fewer = anna.patch("replenishments/R1/", {"lines": [{"sku": "CUP/1", "quantity": 3}]})

    assert later.json()["expected_at"] == "2026-11-10T00:00:00Z"
    assert fewer.json()["lines"][0]["expected"] == 3
    assert boris.patch("replenishments/R1/", {"lines": []}).status_code == 404
    assert boris.post("replenishments/R1/cancel/").status_code == 404
    anna.post("replenishments/", {**COMING, "number": "R2"})
    assert anna.post("replenishments/R2/cancel/", {"why": "sold"}).json()["status"] == "cancelled"
    pavel.post("replenishments/R1/receive/", came(("CUP/1", 1, 0)))
    for action in ("replenishments/R1/cancel/", "replenishments/R2/receive/"):
        assert pavel.post(action, came(("CUP/1", 1, 0), reference="x")).status_code in (400, 409)
    lines = {"lines": [{"sku": "CUP/1", "quantity": 9}]}
    refused(anna.patch("replenishments/R1/", lines), 409, "not_expected")
    pavel.post("replenishments/R1/close/")
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


def test_one_product_s_levels_and_what_waiting_orders_need_are_answered(anna, boris, cup):
    anna.post("replenishments/", COMING)
    for number, pieces in (("A-1", 4), ("A-2", 3)):
        line = {"sku": "CUP/1", "quantity": pieces, "unit_price": "10.00"}
        body = order_body(number, lines=[line], paid_at="2026-11-02T10:00:00+08:00")
        assert anna.post("orders/", body).status_code == 201

    [level] = anna.get("stock/CUP/1/").json()["results"]
    assert (level["sku"], level["in_transit"]) == ("CUP/1", 5)
    assert boris.get("stock/CUP/1/").status_code == 404
    [need] = anna.get("stock-needed/").json()["results"]
    assert (need["orders"], need["needed"], need["in_transit"], need["to_send"]) == (2, 7, 5, 2)
    assert boris.get("stock-needed/").json() == {"results": []}


def test_staff_say_whose_sku_they_mean_where_two_sellers_have_it(anna, boris, pavel, cup):
    boris.post("products/", CUP)

    refused(pavel.get("products/CUP/1/"), 409, "ambiguous")
    assert pavel.get("products/CUP/1/?seller=S002").json()["seller"] == "S002"
    assert boris.get("products/CUP/1/?seller=S002").json()["seller"] == "S002"
    refused(boris.get("products/CUP/1/?seller=S001"), 404, "not_found")
