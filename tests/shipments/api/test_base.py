"""What all resources share: keys, scopes, shapes of refusals, paging."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipments.access import keys
from shipments.actor import system
from shipments.parties.actions import make_key, revoke_key
from shipments.parties.models import ApiKey, User
from tests.machines import NOON, Machine, sign_in

REFUSAL = {"code", "message", "fields"}


def refused(answer, status: int, code: str) -> dict:
    """The body of a refusal of this status and code."""
    body = answer.json()
    assert (answer.status_code, body["code"], set(body)) == (status, code, REFUSAL), body
    return body


def test_without_a_key_the_interface_is_shut(nobody):
    answer = nobody.get("webhooks/")

    refused(answer, 401, "not_signed_in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer x y", "Bearer nobody's", "bearer \xff"])
def test_a_key_that_is_not_known_is_refused(nobody, header):
    nobody.headers = {"Authorization": header}

    refused(nobody.get("webhooks/"), 401, "not_signed_in")


def test_a_revoked_key_is_refused(anna_shop):
    key, secret = make_key(owner=anna_shop, name="t", scopes=["*"], by=system("t"), at=NOON)
    revoke_key(key=key, by=system("t"), at=NOON)

    refused(Machine(secret).get("webhooks/"), 401, "not_signed_in")


def test_a_key_is_read_once_in_five_seconds_and_refused_by_then(anna_shop, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(keys, "KEY_KEPT_SECONDS", 5)
    monkeypatch.setattr(keys, "monotonic", lambda: now[0])
    key, secret = make_key(owner=anna_shop, name="t", scopes=["*"], by=system("t"), at=NOON)
    machine = Machine(secret)

    assert machine.get("webhooks/").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        machine.get("webhooks/")
    revoke_key(key=key, by=system("t"), at=NOON)
    now[0] += 5

    assert len(asked) == 1
    refused(machine.get("webhooks/"), 401, "not_signed_in")


def test_a_key_does_what_its_scopes_say(key_for, anna_shop):
    reader = key_for(anna_shop, "webhooks:read")

    assert reader.get("webhooks/").status_code == 200
    refused(reader.post("webhooks/", {"url": "https://example.com/"}), 403, "not_allowed")
    refused(reader.get("holds/"), 403, "not_allowed")


def test_when_a_key_was_last_used_is_kept_to_the_minute(anna, django_assert_num_queries):
    anna.get("webhooks/")
    first = ApiKey.objects.get().last_used_at

    with django_assert_num_queries(2):
        anna.get("webhooks/")

    assert first is not None
    assert ApiKey.objects.get().last_used_at == first


def test_an_unknown_address_is_refused_in_the_same_shape(anna):
    refused(anna.get("no/such/thing/"), 404, "not_found")


def test_an_unknown_method_is_refused_in_the_same_shape(anna):
    refused(anna.client.put("/api/v1/webhooks/", headers=anna.headers), 405, "method_not_allowed")


def test_a_viewer_can_look_and_not_write(viewer):
    assert viewer.get("webhooks/").status_code == 200
    refused(viewer.post("webhooks/", {"url": "https://example.com/"}), 403, "not_allowed")


def test_one_without_a_role_can_do_nothing(reference):
    stranger = sign_in(User.objects.create_user("stranger"))

    refused(stranger.get("flights/"), 403, "not_allowed")


def test_a_browser_needs_the_csrf_token_to_write(pavel):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = pavel.client.cookies
    pavel.client = strict

    refused(pavel.post("flights/", {"until": "2026-11-30"}), 403, "not_allowed")
    assert pavel.get("flights/").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"url": "\\u0000"}',
        b'{"url": "\\ud800"}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1e999999999999999999999}',
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"x"',
        b"7",
    ],
)
def test_what_cannot_be_read_is_a_400(anna, body):
    send = anna.client.post
    answer = send("/api/v1/webhooks/", body, "application/json", headers=anna.headers)

    assert answer.status_code == 400
    assert set(answer.json()) == REFUSAL


def test_another_type_of_body_is_a_415(anna):
    answer = anna.client.post("/api/v1/webhooks/", b"x", "text/csv", headers=anna.headers)

    refused(answer, 415, "unsupported_media_type")


def test_a_body_past_the_limit_is_a_413(anna):
    body = json.dumps({"url": "x" * (11 * 1024 * 1024)})

    refused(anna.post("webhooks/", body), 413, "too_large")


@pytest.mark.parametrize(
    "query",
    ["page_size=0", "page_size=201", "page_size=x", "page_size=²", "cursor=x", "cursor=%00"],
)
def test_a_bad_page_is_a_400(anna, query):
    assert anna.get(f"webhooks/?{query}").status_code == 400


def test_pages_lead_forth_and_back(anna):
    for n in range(5):
        anna.post("webhooks/", {"url": f"https://example.com/{n}"})

    def ids(page: dict) -> list[str]:
        return [one["url"][-1] for one in page["results"]]

    def follow(link: str) -> dict:
        return anna.client.get(link, headers=anna.headers).json()

    first = anna.get("webhooks/?page_size=2").json()
    second = follow(first["next"])
    third = follow(second["next"])
    back = follow(third["previous"])
    assert [ids(first), ids(second), ids(third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert ids(back) == ["2", "1"]
    assert ids(follow(back["previous"])) == ["4", "3"]
    assert (first["previous"], third["next"]) == (None, None)
