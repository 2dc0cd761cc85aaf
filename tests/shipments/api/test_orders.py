"""Orders over the wire."""

import pytest

from shipments.orders.models import Order, Reveal
from shipments.parcels.models import Parcel
from shipments.stock.models import StockLevel
from tests.machines import order_body
from tests.shipments.api.test_base import refused


@pytest.fixture
def cups(stocked, anna_shop):
    return stocked(anna_shop)


def test_an_order_is_placed_and_read_back(anna, cups):
    made = anna.post("orders/", order_body())

    assert made.status_code == 201
    body = made.json()
    assert (body["number"], body["status"], body["channel"]) == ("A-1", "placed", "HRB-SVX")
    assert body["goods"] == {"amount": "2581.00", "currency": "RUB"}
    assert body["balance"] == {"amount": "0.00", "currency": "RUB"}
    assert anna.get("orders/A-1/").json() == body


def test_personal_data_is_masked_in_answers(anna, cups):
    text = anna.post("orders/", order_body()).content.decode()

    assert '"phone":"+7912*****89"' in text
    for secret in ("4509123123", "123123", "500100732259", "+79123456789", "ivan@"):
        assert secret not in text


def test_an_order_of_goods_without_customs_data_is_paid_and_says_what_is_missing(anna, cups):
    anna.post("orders/", order_body())
    assert anna.patch(f"products/{cups.sku}/", {"battery": "", "name_zh": ""}).status_code == 200

    assert anna.post("orders/A-1/pay/").status_code == 200
    body = anna.get("orders/A-1/").json()

    assert (body["status"], body["blocker"]) == ("paid", "customs_data")
    assert body["goods_gaps"] == [{"sku": "CUP-1", "missing": ["name_zh", "battery"]}]
    assert anna.get("products/?gap=customs").json()["results"][0]["gaps"] == [
        "sizes",
        "name_zh",
        "battery",
    ]
    assert anna.get("orders/?blocker=customs_data").json()["results"][0]["number"] == "A-1"


def test_a_number_known_already_is_a_conflict(anna, cups):
    anna.post("orders/", order_body())

    refused(anna.post("orders/", order_body(note="again")), 409, "number_taken")
    assert Order.objects.get().note == ""


def one_line(quantity: object, unit_price: object) -> dict:
    return {"lines": [{"sku": "CUP-1", "quantity": quantity, "unit_price": unit_price}]}


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"ordered_at": "2026-11-02T10:00:00"}, 400, "ordered_at"),
        ({"ordered_at": "0001-01-01T00:00:00Z"}, 400, "ordered_at"),
        ({"number": ""}, 400, "number"),
        ({"number": "x" * 61}, 400, "number"),
        ({"lines": []}, 400, "lines"),
        (one_line(0, "1"), 400, "lines.0.quantity"),
        (one_line(1, "-1"), 400, "lines.0.unit_price"),
        (one_line(1, "NaN"), 400, "lines.0.unit_price"),
        (one_line(10**30, 1), 400, "lines.0.quantity"),
        ({"currency": "CNY"}, 400, "currency"),
        ({"buyer": None}, 400, "buyer"),
        ({"buyer": {"name": "X", "inn": "12"}}, 400, "buyer.inn"),
        ({"lines": [{"sku": "NO", "quantity": 1, "unit_price": "1"}]}, 422, "sku"),
        ({"channel": "MOON"}, 404, "channel"),
        ({"seller": "S002"}, 404, "seller"),
    ],
)
def test_a_bad_order_is_refused_with_the_field_named(anna, cups, boris_shop, change, status, field):
    answer = anna.post("orders/", order_body(**change))

    assert answer.status_code == status, answer.json()
    assert field in answer.json()["fields"]
    assert Order.objects.count() == 0


def test_an_order_is_paid_once_and_its_goods_are_reserved(anna, cups):
    anna.post("orders/", order_body())

    first, again = anna.post("orders/A-1/pay/"), anna.post("orders/A-1/pay/")

    assert (first.status_code, first.json()["status"]) == (200, "paid")
    assert again.json() == first.json()
    assert again.json()["balance"]["amount"] == "2681.00"
    assert StockLevel.objects.get().reserved == 2


def test_another_name_of_a_payment_is_told_and_not_dropped(anna, cups):
    anna.post("orders/", order_body())
    anna.post("orders/A-1/pay/", {"reference": "T-1"})

    assert anna.post("orders/A-1/pay/", {"reference": "T-1"}).status_code == 200
    assert anna.post("orders/A-1/pay/").status_code == 200
    told = refused(anna.post("orders/A-1/pay/", {"reference": "T-2"}), 409, "other_payment")

    assert "T-1" in told["message"]
    assert [one.reference for one in Order.objects.get().payments.all()] == ["T-1"]


def test_paying_without_goods_is_a_conflict_and_pays_nothing(anna, cups):
    lines = [{"sku": "CUP-1", "quantity": 11, "unit_price": "1"}]
    anna.post("orders/", order_body(lines=lines))

    refused(anna.post("orders/A-1/pay/"), 409, "out_of_stock")
    assert Order.objects.get().status == "placed"


def test_an_order_is_cancelled_with_a_reason(anna, cups):
    anna.post("orders/", order_body())
    anna.post("orders/A-1/pay/")

    cancelled = anna.post("orders/A-1/cancel/", {"why": "the buyer asked"})

    assert cancelled.json()["status"] == "cancelled"
    assert cancelled.json()["balance"]["amount"] == "0.00"
    assert StockLevel.objects.get().reserved == 0
    refused(anna.post("orders/A-1/cancel/"), 400, "bad_shape")
    refused(anna.post("orders/A-1/pay/"), 409, "wrong_state")


def test_in_bulk_one_bad_order_harms_no_other(anna, cups):
    anna.post("orders/", order_body("A-1"))
    orders = [
        order_body("A-1"),
        order_body("A-2"),
        7,
        order_body("A-3", ordered_at="yesterday"),
        order_body("A-2"),
        order_body("A-4", lines=[{"sku": "?", "quantity": 1, "unit_price": 1}]),
    ]

    answer = anna.post("orders/bulk/", {"orders": orders}).json()

    found = [(one["index"], one["number"], one["status"], one["code"]) for one in answer["results"]]
    assert found == [
        (0, "A-1", "repeated", ""),
        (1, "A-2", "created", ""),
        (2, "", "refused", "bad_shape"),
        (3, "A-3", "refused", "bad_shape"),
        (4, "A-2", "refused", "twice"),
        (5, "A-4", "refused", "unknown_sku"),
    ]
    assert (answer["created"], answer["repeated"], answer["refused"]) == (1, 1, 4)
    assert sorted(Order.objects.values_list("number", flat=True)) == ["A-1", "A-2"]


def test_in_bulk_a_later_payment_is_applied_and_other_goods_are_reported(anna, cups):
    anna.post("orders/bulk/", {"orders": [order_body("A-1"), order_body("A-2")]})
    other = [{"sku": "CUP-1", "quantity": 5, "unit_price": "1290.50", "shipping": "100.00"}]
    again = [
        order_body("A-1", paid_at="2026-11-01T10:00:00Z"),
        order_body("A-2", lines=other),
        order_body("A-3"),
    ]

    answer = anna.post("orders/bulk/", {"orders": again}).json()

    assert [one["status"] for one in answer["results"]] == ["changed", "differing", "created"]
    assert answer["results"][1]["code"] == "differs"
    assert "SKU CUP-1: 2 pieces here, 5 there." in answer["results"][1]["message"]
    assert (answer["changed"], answer["differing"]) == (1, 1)
    assert Order.objects.get(number="A-1").status == "paid"


def test_what_keeps_an_order_from_being_delivered_is_told_and_corrected(anna, boris, cups):
    buyer = {"name": "Иванов Иван", "phone": "12"}
    made = anna.post("orders/", order_body(buyer=buyer, address={"postal_code": "620014"})).json()
    wrong = anna.patch("orders/A-1/", {"buyer": {"inn": "500100732258"}})
    right = {"buyer": {"phone": "89430000001"}, "address": {"city": "Ревда", "street": "Мира, 1"}}
    foreign, good = boris.patch("orders/A-1/", right), anna.patch("orders/A-1/", right).json()

    assert made["blocker"] == "address_incomplete"
    assert [gap["field"] for gap in made["gaps"]] == ["phone", "city", "street"]
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["buyer.inn"])
    assert foreign.status_code == 404
    assert (good["blocker"], good["gaps"], good["address"]["city"]) == ("", [], "Ревда")
    noted = anna.patch("orders/A-1/", {"note": "Позвонить"}).json()
    assert (noted["note"], noted["address"]["city"]) == ("Позвонить", "Ревда")
    assert anna.patch("orders/A-1/", right).json()["note"] == "Позвонить"
    Order.objects.update(status="packed")
    refused(anna.patch("orders/A-1/", {**right, "note": "x"}), 409, "not_open")
    assert Order.objects.get().note == "Позвонить"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"buyer": {"name": "Цой", "inn": "500100732258"}}, "buyer.inn"),
        ({"buyer": {"name": "Цой", "inn": "7707083893"}}, "buyer.inn"),
        ({"address": {"postal_code": "012345"}}, "address.postal_code"),
    ],
)
def test_digits_that_are_wrong_are_refused_and_nothing_is_placed(anna, cups, change, field):
    answer = anna.post("orders/", order_body(**change))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Order.objects.exists()


def test_a_thousand_orders_are_placed_at_once_and_not_one_more(anna, cups):
    orders = [order_body(f"B-{n}") for n in range(1_001)]

    refused(anna.post("orders/bulk/", {"orders": orders}), 413, "too_many")
    answer = anna.post("orders/bulk/", {"orders": orders[:1_000]}).json()

    assert answer["created"] == 1_000


def test_orders_are_filtered(anna, cups):
    anna.post("orders/", order_body("A-1", marketplace="ozon"))
    anna.post("orders/", order_body("B-2", ordered_at="2026-11-05T10:00:00+08:00"))
    anna.post("orders/B-2/pay/")

    def numbers(query: str) -> list[str]:
        return [one["number"] for one in anna.get(f"orders/?{query}").json()["results"]]

    assert numbers("") == ["B-2", "A-1"]
    assert numbers("status=paid") == ["B-2"]
    assert numbers("status=paid&status=placed") == ["B-2", "A-1"]
    assert numbers("marketplace=ozon") == ["A-1"]
    assert numbers("created_after=2026-11-03T00:00:00Z") == ["B-2"]
    assert numbers("search=A-") == ["A-1"]
    assert numbers("search=иванов") == ["B-2", "A-1"]
    assert numbers("sku=CUP-1&city=Екатеринбург") == ["B-2", "A-1"]
    assert numbers("sku=OTHER") == []
    assert numbers("parcel=LV000000000CN") == []
    refused(anna.get("orders/?status=nonsense"), 400, "bad_shape")


def test_an_order_is_found_by_its_parcel(anna, make_parcels):
    [parcel] = make_parcels(1)

    found = anna.get(f"orders/?search={parcel.number.lower()}").json()["results"]

    assert [one["number"] for one in found] == [parcel.order.number]
    page = f"http://127.0.0.1:8000/track/{parcel.number}/"
    assert found[0]["parcels"] == [
        {
            "number": parcel.number,
            "last_mile_number": "",
            "movement": "created",
            "tracking_url": page,
        }
    ]
    assert Parcel.objects.count() == 1


FULL = {"name": "Иванов Иван", "phone": "+79430000001", "email": "i@example.ru"}


@pytest.fixture
def with_person(anna, cups):
    body = order_body() | {"buyer": FULL, "address": {"city": "Ревда", "street": "Мира, 1"}}
    assert anna.post("orders/", body).status_code == 201


def test_a_receiver_is_masked_but_to_a_key_with_a_scope_of_its_own(
    with_person, anna, key_for, anna_shop, viewer
):
    for machine in (anna, viewer, key_for(anna_shop, "orders:read")):
        told = machine.get("orders/A-1/").json()
        assert (told["buyer"]["name"], told["address"]["street"]) == ("И. И.", "***")
        assert told["buyer"]["phone"].endswith("*****01")
    assert not Reveal.objects.exists()

    told = key_for(anna_shop, "orders:read", "people:read").get("orders/A-1/").json()

    assert {name: told["buyer"][name] for name in FULL} == FULL
    assert told["address"]["street"] == "Мира, 1"
    look = Reveal.objects.get()
    assert (look.order.number, look.by, look.why) == ("A-1", "S001: test", "API")


@pytest.mark.parametrize("more", [{}, {"paid_at": "2026-11-02T10:05:00.25+08:00"}, {"address": {}}])
def test_what_is_answered_is_what_is_read_afterwards(
    anna, cups, more, django_assert_max_num_queries
):
    with django_assert_max_num_queries(15):
        placed = anna.post("orders/", order_body(**more))

    assert placed.status_code == 201
    assert placed.json() == anna.get("orders/A-1/").json()
