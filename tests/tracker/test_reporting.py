"""What Sentry is told: where it failed, and nothing of whom."""

import json
import logging

import pytest
import sentry_sdk
from django.db import connection
from django.test import Client
from sentry_sdk.transport import Transport

from tests.machines import order_body
from tracker import reporting

TOKEN = "aB3dE5gH7jK9mN1p"


@pytest.fixture
def events():
    """What would be sent, as text; Sentry is off again afterwards."""
    found: list[str] = []

    class Kept(Transport):
        def capture_envelope(self, envelope):
            found.append(envelope.serialize().decode())

    reporting.begin("https://key@sentry.example/1", part="web", transport=Kept)
    yield found
    sentry_sdk.init()


def test_an_order_that_fails_tells_where_and_nothing_of_its_buyer(key_for, anna_shop, events):
    anna = key_for(anna_shop)
    anna.client = Client(raise_request_exception=False)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shipments_order RENAME TO gone")

    body = order_body()
    answers = [anna.post("orders/", body), anna.get("orders/?search=Petrov")]

    assert [answer.status_code for answer in answers] == [500, 500]
    told = "".join(events)
    assert "UndefinedTable" in told or "ProgrammingError" in told
    assert "shipments.orders" in told
    buyer = json.dumps(body["buyer"], ensure_ascii=False)
    assert "4509" in buyer
    for secret in (*texts(body["buyer"]), "Petrov", "Bearer", "ck_live_"):
        assert secret not in told, secret


def texts(value):
    """Every text in a value that could be told from any other."""
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [value] if isinstance(value, str) and len(value) > 3 else []


def test_a_link_that_fails_is_told_without_its_secret(db, events):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shipments_parcel RENAME TO gone")

    answer = Client(raise_request_exception=False).get(f"/t/{TOKEN}/")

    assert answer.status_code == 500
    assert events
    assert TOKEN not in "".join(events)


def test_what_was_raised_is_told_by_its_kind_alone(events):
    try:
        raise LookupError(" ".join(["4509", "".join(["123", "123"])]))
    except LookupError:
        sentry_sdk.capture_exception()
    logging.getLogger("any").error("wrote to %s about /t/%s/", "ivan@example.ru", TOKEN)

    told = "".join(events)
    assert "LookupError" in told
    for secret in ("123123", TOKEN, "ivan@"):
        assert secret not in told
