"""The description of the API is true: whatever is sent, it answers as it says, and never 5xx."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as product
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shipments.access.keys import PARTNER_SCOPES, RESOURCES, SELLER_SCOPES
from shipments.actor import Role, system
from shipments.api import track
from shipments.parties.actions import make_key
from shipments.parties.models import Partner, StaffMember, User
from tests.fuzzing import examples
from tests.machines import NOON, order_body

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FULL = bool(os.environ.get("TEST_FULL"))
# What no schema can say: a cursor that we wrote, that a part of a form is a file, an address of the
# web, the check digit of a tax number.
BEYOND_SCHEMAS = {"cursor", "file", "url", "buyer.inn"}
TOKEN = "t" * 32


document = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


@pytest.fixture
def world(monkeypatch, stocked, anna_shop, anna, consolidation) -> None:
    """A little of everything, so that some calls succeed."""
    monkeypatch.setattr(track, "BY_ADDRESS", 10**6)
    monkeypatch.setattr(track, "BY_NUMBER", 10**6)
    monkeypatch.setattr(product, "PUBLIC_NUMBERS_PER_HOUR", 10**6)
    monkeypatch.setattr(product, "PUBLIC_NUMBERS_PER_DAY", 10**6)
    stocked(anna_shop)
    anna.post("orders/", order_body())
    anna.post("webhooks/", {"url": "https://example.com/"})


@pytest.fixture
def key(world, anna_shop) -> dict[str, dict[str, str]]:
    by = system("tests")
    secret = make_key(owner=anna_shop, name="fuzz", scopes=["*"], by=by, at=NOON)[1]
    return {"headers": {"Authorization": f"Bearer {secret}"}}


@pytest.fixture
def partner_key(world) -> dict[str, dict[str, str]]:
    airline = Partner.objects.get(code="airline")
    secret = make_key(owner=airline, name="fuzz", scopes=["*"], by=system("tests"), at=NOON)[1]
    return {"headers": {"Authorization": f"Bearer {secret}"}}


@pytest.fixture
def session(world) -> dict[str, dict[str, str]]:
    """The administrator's browser, with its CSRF token."""
    user, client = User.objects.create_user("ada"), Client()
    StaffMember.objects.create(user=user, roles=[Role.ADMIN])
    client.force_login(user)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": TOKEN}
    return {"cookies": cookies, "headers": {"X-CSRFToken": TOKEN}}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request's end closes its connection, in which the test's transaction lives.

    To be asked for last: Django's own test client connects the signals again.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


fuzzed = settings(
    max_examples=examples(2),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def of_scopes(scopes: Iterable[str]) -> Callable[[Any], bool]:
    """Which operations these scopes open; with TEST_FULL each caller tries all of them."""
    wanted = set(scopes)

    def chosen(operation: Any) -> bool:
        security = operation.definition.raw["security"][0].get("key", [""])
        return FULL or security[0] in wanted

    return chosen


def send_anything(caller: dict[str, Any], chosen: Callable[[Any], bool]) -> Counter:
    """Send drawn requests to the chosen operations; returns how often each status was answered.

    What fits the description is not refused as misshapen.
    """
    statuses: Counter = Counter()
    misshapen: dict[str, str] = {}
    for found in document.get_all_operations():
        operation = found.ok()
        if not chosen(operation):
            continue

        @fuzzed
        @given(case=operation.as_strategy())
        def send(case: schemathesis.Case) -> None:
            answer = case.call_and_validate(**caller, checks=CHECKS)
            statuses[answer.status_code] += 1
            told = answer.json() if answer.status_code == 400 else {}
            if told.get("code") == "bad_shape" and not BEYOND_SCHEMAS & set(told["fields"]):
                misshapen[case.operation.label] = f"{case.query} {case.body} {told}"[:600]

        send()
    assert misshapen == {}
    return statuses


def test_a_seller_s_machine_may_send_anything(key, one_connection):
    statuses = send_anything(key, of_scopes(["", *SELLER_SCOPES]))

    assert {200, 201, 404} <= set(statuses)


def test_a_partner_s_machine_may_send_anything(partner_key, one_connection):
    assert {200} <= set(send_anything(partner_key, of_scopes(PARTNER_SCOPES)))


def test_an_administrator_may_send_anything(session, one_connection):
    others = {*SELLER_SCOPES, *PARTNER_SCOPES}
    staffs = of_scopes({f"{word}:write" for word in RESOURCES} - others)

    assert {404, 422} & set(send_anything(session, staffs))
