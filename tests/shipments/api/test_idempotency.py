"""The same Idempotency-Key and body do the action once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from shipments.api.models import IdempotentAnswer
from shipments.notifications.models import Webhook
from shipments.orders.models import Order, Payment
from shipments.stock.models import StockLevel
from tests.machines import order_body
from tests.shipments.api.test_base import refused

BODY = {"url": "https://example.com/hook"}
KEY = "Idempotency-Key"
CAP = {"sku": "CAP-1", "quantity": 1, "unit_price": "10.00"}


def post(machine, body=BODY, key="k1"):
    return machine.post("webhooks/", body, **{KEY: key})


def test_a_repeat_gets_the_first_answer_and_does_nothing(anna):
    first, again = post(anna), post(anna)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Webhook.objects.count() == 1


def test_another_body_under_the_key_is_a_conflict(anna):
    post(anna)

    refused(post(anna, {"url": "https://example.com/other"}), 409, "key_reused")
    assert Webhook.objects.count() == 1


def test_keys_of_two_owners_do_not_meet(anna, boris):
    assert post(anna).status_code == 201
    assert post(boris).status_code == 201
    assert Webhook.objects.count() == 2


def test_a_refusal_is_not_kept_for_it_may_pass_later(anna, anna_shop, stocked):
    shelf = stocked(anna_shop, pieces=1)
    anna.post("orders/", order_body())

    refused(anna.post("orders/A-1/pay/", **{KEY: "pay"}), 409, "out_of_stock")
    assert IdempotentAnswer.objects.count() == 0
    StockLevel.objects.filter(product=shelf).update(on_hand=5)
    paid = anna.post("orders/A-1/pay/", **{KEY: "pay"})

    assert (paid.status_code, paid.json()["status"]) == (200, "paid")
    assert anna.post("orders/A-1/pay/", **{KEY: "pay"})["Idempotent-Replayed"] == "true"
    assert Payment.objects.count() == 1


def test_a_body_that_was_refused_may_be_mended_under_its_key(anna):
    refused(post(anna, {"url": "x"}), 400, "bad_shape")

    assert post(anna).status_code == 201


def test_what_was_refused_in_part_is_asked_anew(anna, anna_shop, stocked):
    stocked(anna_shop)
    body = {"orders": [order_body("A-1"), order_body("A-2", lines=[CAP])]}

    first = anna.post("orders/bulk/", body, **{KEY: "many"}).json()
    stocked(anna_shop, "CAP-1")
    again = anna.post("orders/bulk/", body, **{KEY: "many"}).json()

    assert [one["status"] for one in first["results"]] == ["created", "refused"]
    assert [one["status"] for one in again["results"]] == ["repeated", "created"]
    assert Order.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 121, "schlüssel"])
def test_a_bad_key_is_a_400(anna, key):
    assert post(anna, key=key).status_code == 400


def test_the_kept_answer_is_not_readable_in_the_database(anna):
    secret = post(anna).json()["secret"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM shipments_idempotentanswer")
        [(kept,)] = cursor.fetchall()

    assert secret not in kept


@pytest.mark.django_db(transaction=True)
def test_repeats_at_the_same_moment_do_it_once(anna):
    def one(_: int) -> int:
        try:
            return post(anna).json()["id"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))

    assert len(set(answers)) == 1
    assert Webhook.objects.count() == 1
