"""Files over the wire."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shipments.orders.models import Order
from shipments.parties.models import Membership, User
from shipments.tasks import run_waiting_imports
from tests.machines import sign_in
from tests.shipments.api.test_base import refused

HEADER = (
    "order_number,seller_code,marketplace,ordered_at,paid_at,buyer_name,buyer_phone,buyer_email,"
    "buyer_inn,passport_series,passport_number,postal_code,region,city,street,sku,quantity,"
    "unit_price,currency,shipping_fee,note"
)


def row(number: str, sku: str = "CUP-1", seller: str = "S001") -> str:
    return (
        f"{number},{seller},plain,2026-11-01 10:00:00,,Иванов Иван,+79123456789,i@example.ru,,,,"
        f"620014,,Екатеринбург,Ленина 1,{sku},1,100.00,RUB,0,"
    )


def give(machine, *rows: str, **fields: str):
    content = "\n".join([HEADER, *rows]).encode()
    file = SimpleUploadedFile("orders.csv", content, "text/csv")
    return machine.client.post(
        "/api/v1/imports/", {"file": file, **fields}, headers=machine.headers
    )


@pytest.fixture
def cups(stocked, anna_shop):
    return stocked(anna_shop)


def test_a_file_of_orders_is_imported_and_its_refused_rows_taken_back(anna, cups):
    given = give(anna, row("A-1"), row("A-2", sku="NO"))

    assert given.status_code == 202, given.content
    number = given.json()["number"]
    assert given.json()["status"] == "waiting"
    run_waiting_imports()
    body = anna.get(f"imports/{number}/").json()
    assert (body["status"], body["created"], body["refused"]) == ("done", 1, 1)
    assert (given.json()["layout"], body["layout"]) == ("auto", "plain")
    assert body["total_rub"] == "100.00"
    assert (body["rows_total"], body["rows_read"]) == (2, 2)
    assert (body["rows_created"], body["rows_refused"], body["rows_differing"]) == (1, 1, 0)
    errors = anna.get(f"imports/{number}/errors/")
    assert errors["Content-Type"].startswith("text/csv")
    assert "A-2" in errors.content.decode("utf-8-sig")
    assert Order.objects.get().number == "A-1"


def test_refused_rows_name_receivers_and_are_for_who_may_give_files_in(
    anna, cups, key_for, anna_shop
):
    number = give(anna, row("A-2", sku="NO")).json()["number"]
    run_waiting_imports()
    user = User.objects.create_user("viewer")
    Membership.objects.create(user=user, seller=anna_shop, level="seller_viewer")

    for other in (sign_in(user), key_for(anna_shop, "imports:read")):
        assert other.get(f"imports/{number}/").status_code == 200
        assert other.get(f"imports/{number}/errors/").status_code == 403
    assert anna.get(f"imports/{number}/errors/").status_code == 200


def test_a_seller_imports_for_himself_only(anna, cups, boris_shop):
    refused(give(anna, row("A-1"), seller="S002"), 404, "no_seller")

    given = give(anna, row("A-1", seller="S002")).json()
    run_waiting_imports()
    told = anna.get(f"imports/{given['number']}/").json()
    assert (told["created"], told["refused"]) == (0, 1)
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "planes"}, 400),
        ({"timezone": "Mars/Base"}, 422),
        ({"timezone": "Asia"}, 422),
        ({"kind": "sellers"}, 422),
    ],
)
def test_a_bad_choice_is_refused(anna, cups, fields, status):
    assert give(anna, row("A-1"), **fields).status_code == status


def test_what_is_no_table_has_failed_with_its_reason(anna, cups):
    file = SimpleUploadedFile("orders.xlsx", b"PK\x03\x04 no workbook", "text/csv")

    answer = anna.client.post("/api/v1/imports/", {"file": file}, headers=anna.headers)

    assert answer.status_code == 202, answer.content
    run_waiting_imports()
    told = anna.get(f"imports/{answer.json()['number']}/").json()
    assert (told["status"], told["created"]) == ("failed", 0)
    assert "cannot be opened" in told["error"]


def test_the_same_form_under_an_idempotency_key_is_taken_once(anna, cups):
    anna.headers["Idempotency-Key"] = "f1"

    first, again = give(anna, row("A-1")), give(anna, row("A-1"))

    assert again.json() == first.json()
    assert give(anna, row("A-2")).status_code == 409
