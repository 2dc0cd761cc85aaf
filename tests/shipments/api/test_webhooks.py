"""Webhooks over the wire."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from shipments.actor import system
from shipments.notifications.delivery import Answer, claim_deliveries, record_answer
from shipments.notifications.models import Delivery, Webhook
from tests.shipments.api.test_base import refused

URL = "https://example.com/hook"


@pytest.fixture
def hook(anna) -> int:
    return anna.post("webhooks/", {"url": URL, "topics": ["parcel.*"]}).json()["id"]


def test_the_secret_is_told_once(anna):
    made = anna.post("webhooks/", {"url": URL}).json()

    assert made["secret"].startswith("whsec_")
    assert made["secret"] == Webhook.objects.get().secret
    assert "secret" not in anna.get(f"webhooks/{made['id']}/").json()
    assert "secret" not in anna.get("webhooks/").json()["results"][0]


def test_a_webhook_is_changed_and_removed(anna, hook):
    changed = anna.patch(f"webhooks/{hook}/", {"topics": ["*"], "is_active": False}).json()

    assert (changed["topics"], changed["is_active"], changed["url"]) == (["*"], False, URL)
    assert anna.send("delete", f"webhooks/{hook}/").status_code == 204
    refused(anna.get(f"webhooks/{hook}/"), 404, "not_found")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad_shape"),
        ({"url": "no address"}, 400, "bad_shape"),
        ({"url": "ftp://example.com/"}, 422, "bad_url"),
        ({"url": "https://me:secret@example.com/"}, 422, "bad_url"),
        ({"url": URL, "topics": ["weather.*"]}, 422, "bad_topic"),
        ({"url": URL, "topics": ["parcel.delivred"]}, 422, "bad_topic"),
        ({"url": URL, "topics": "parcel"}, 400, "bad_shape"),
    ],
)
def test_a_bad_webhook_is_refused(anna, body, status, code):
    refused(anna.post("webhooks/", body), status, code)

    assert Webhook.objects.count() == 0


@pytest.mark.parametrize("url", ["http://example.com/", "https://127.0.0.1/", "https://localhost/"])
def test_in_earnest_only_public_addresses_are_heard(anna, settings, url):
    settings.DEMO_DEFAULTS = False

    refused(anna.post("webhooks/", {"url": url}), 422, "bad_url")


def test_a_test_message_waits_in_the_log(anna, hook):
    made = anna.post(f"webhooks/{hook}/test/")

    assert made.status_code == 202
    [logged] = anna.get(f"webhooks/{hook}/deliveries/").json()["results"]
    assert (logged["topic"], logged["status"]) == ("test", "waiting")


def test_a_new_secret_is_told_once_and_the_old_one_signs_on_for_a_day(anna, hook):
    old = Webhook.objects.get().secret

    made = anna.post(f"webhooks/{hook}/rotate/").json()

    kept = Webhook.objects.get()
    assert (kept.old_secret, kept.secret) == (old, made["secret"])
    assert timedelta(hours=23) < kept.old_secret_until - timezone.now() <= timedelta(hours=24)
    shown = anna.get(f"webhooks/{hook}/").json()
    assert "secret" not in shown
    assert parse_datetime(shown["old_secret_until"]) == kept.old_secret_until


def test_a_message_is_sent_again_with_the_same_id(anna, hook):
    sent = anna.post(f"webhooks/{hook}/test/").json()
    at = Delivery.objects.get().next_try_at
    [claimed] = claim_deliveries(at=at)
    record_answer(delivery=claimed, answer=Answer(200, "ok"), by=system("t"), at=at)

    again = anna.post(f"webhooks/{hook}/deliveries/{sent['id']}/replay/").json()

    assert (again["message_id"], again["status"]) == (sent["message_id"], "waiting")
    assert again["attempts"] == 0


def test_another_seller_finds_no_webhook(anna, boris, hook):
    delivery = anna.post(f"webhooks/{hook}/test/").json()["id"]

    assert boris.get("webhooks/").json()["results"] == []
    for path in (f"webhooks/{hook}/", f"webhooks/{hook}/deliveries/"):
        refused(boris.get(path), 404, "not_found")
    for path in ("test/", "rotate/", f"deliveries/{delivery}/replay/"):
        refused(boris.post(f"webhooks/{hook}/{path}"), 404, "not_found")
    refused(boris.patch(f"webhooks/{hook}/", {"is_active": False}), 404, "not_found")
    refused(boris.send("delete", f"webhooks/{hook}/"), 404, "not_found")
    assert Webhook.objects.get().is_active
