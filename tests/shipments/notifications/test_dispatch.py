"""News: the seller's webhook, signed and retried; the buyer's mail, once a stage."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from standardwebhooks import Webhook as Signer
from standardwebhooks import WebhookVerificationError

from shipments.actor import Actor, Role, system
from shipments.containers import contents
from shipments.notifications import dispatch as actions
from shipments.notifications.delivery import claim_deliveries, send_deliveries
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.notifications.webhooks import replay_delivery, rotate_secret
from shipments.orders.models import Order
from shipments.outbox.actions import publish
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.runs.actions import run_job
from shipments.tracking.actions import NewEvent, record_events
from tests.house.poison import Poison, Scene, far_apart
from tests.world import NOON

BY = system("test")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Listener(BaseHTTPRequestHandler):
    """A seller's server: keeps what came, answers with `status`."""

    heard: list = []
    status = 200
    says = b""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        Listener.heard.append((dict(self.headers), body))
        self.send_response(Listener.status)
        self.end_headers()
        self.wfile.write(Listener.says)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def listener():
    Listener.heard, Listener.status, Listener.says = [], 200, b""
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()


@pytest.fixture
def departed(make_parcels, consolidation):
    """Three parcels whose consolidation has departed."""
    parcels = make_parcels(3)
    contents.put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    event = NewEvent("consolidation", consolidation.pk, "departed", NOON, "airline", "DEP")
    record_events([event], at=NOON)
    return parcels


def subscribe(parcels, url: str, topics=()) -> Webhook:
    return Webhook.objects.create(
        seller_id=parcels[0].seller_id, url=url, secret=SECRET, topics=list(topics)
    )


def numbers(message: dict) -> list[str]:
    return [one["number"] for one in message["data"]["parcels"]]


def anna_of(parcels) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=parcels[0].seller_id)


def send(at):
    return send_deliveries(claim_deliveries(at=at), by=BY, at=at)


def test_a_departure_is_one_signed_message_that_names_the_sellers_parcels(
    departed, listener, settings
):
    settings.DEMO_DEFAULTS = True
    subscribe(departed, listener)
    publish_news(at=NOON)

    assert send(NOON) == (1, 0)

    headers, body = Listener.heard[0]
    message = json.loads(body)
    assert message["type"] == "consolidation.departed"
    assert numbers(message) == [parcel.number for parcel in departed]
    assert {one["movement"] for one in message["data"]["parcels"]} == {"departed"}
    small = {name.lower(): value for name, value in headers.items()}
    assert small["webhook-id"].startswith("msg_")


def test_what_a_turn_leaves_is_told_in_the_next(departed, listener, settings):
    settings.DEMO_DEFAULTS = True
    subscribe(departed, listener)

    assert publish_news(at=NOON, has_turn=lambda: False) == 0
    assert not Delivery.objects.exists()
    assert publish_news(at=NOON) > 0

    assert send(NOON) == (1, 0)


def test_standard_webhooks_own_library_verifies_it_whatever_the_worlds_clock_says(
    departed, listener, settings
):
    settings.DEMO_DEFAULTS = True
    hook = subscribe(departed, listener)
    publish_news(at=NOON)
    send(NOON)

    headers, body = Listener.heard[0]
    assert Signer(SECRET).verify(body.decode(), headers)["type"] == "consolidation.departed"
    logged = Delivery.objects.get()
    small = {name.lower(): value for name, value in headers.items()}
    assert logged.body == body.decode()
    assert logged.sent_headers.items() <= small.items()

    changed = rotate_secret(webhook=hook, by=anna_of(departed), at=NOON)
    again = Delivery.objects.get()
    replay_delivery(delivery=again, by=anna_of(departed), at=NOON)
    send(NOON)
    headers, body = Listener.heard[1]
    for secret in (SECRET, changed.secret):
        assert Signer(secret).verify(body.decode(), headers), "old and new both sign"

    Webhook.objects.update(old_secret_until=timezone.now())
    replay_delivery(delivery=again, by=anna_of(departed), at=NOON)
    send(NOON)
    with pytest.raises(WebhookVerificationError):
        Signer(SECRET).verify(Listener.heard[2][1].decode(), Listener.heard[2][0])


def test_a_failed_delivery_is_tried_later_and_in_the_end_given_up(departed, listener, settings):
    settings.DEMO_DEFAULTS = True
    Listener.status = 500
    subscribe(departed, listener)
    publish_news(at=NOON)

    at = NOON
    for _ in range(8):
        send(at)
        at = Delivery.objects.get().next_try_at + timedelta(minutes=30)

    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.attempts, delivery.answer_status) == ("given_up", 8, 500)
    assert claim_deliveries(at=at + timedelta(days=9)) == []


def test_whatever_a_listener_answers_only_its_beginning_is_kept(departed, listener, settings):
    settings.DEMO_DEFAULTS = True
    Listener.says = b"fine\x00\xff" + b"!" * 5_000_000
    subscribe(departed, listener)
    publish_news(at=NOON)

    assert send(NOON) == (1, 0)

    answer = Delivery.objects.get().answer
    assert answer.startswith("fine\ufffd!")
    assert len(answer) < 2_000


def test_news_is_published_once(departed, listener):
    subscribe(departed, listener)

    assert publish_news(at=NOON) == 1
    assert publish_news(at=NOON) == 0
    assert Delivery.objects.count() == 1


def test_a_webhook_hears_only_its_topics(departed, listener):
    subscribe(departed, listener, topics=["parcel.delivered"])

    publish_news(at=NOON)

    assert Delivery.objects.count() == 0


def test_a_buyer_gets_one_mail_a_stage_in_his_language(departed):
    publish_news(at=NOON)
    parcel = departed[0]
    again = NewEvent("parcel", parcel.pk, "departed", NOON, "post", "again")
    record_events([again], at=NOON)
    publish_news(at=NOON)

    assert send_notices(claim_notices(at=NOON), by=BY, at=NOON) == (3, 0)
    assert send_notices(claim_notices(at=NOON), by=BY, at=NOON) == (0, 0)

    assert len(mail.outbox) == 3
    assert mail.outbox[0].subject == f"{parcel.number}: Вылетело в Россию"
    assert f"/t/{parcel.token}/" in mail.outbox[0].body
    assert BuyerNotice.objects.filter(status="sent").count() == 3


@pytest.mark.parametrize("place", range(5))
def test_news_that_fail_at_one_parcel_tell_every_other_and_later_that_one(
    make_parcels, listener, monkeypatch, place
):
    monkeypatch.setattr(actions, "CHUNK", 2)
    parcels = make_parcels(5)
    Parcel.objects.update(movement="delivered")
    subscribe(parcels, listener)
    subscribe(parcels, listener + "2")
    far_apart(Order, Parcel, BuyerNotice)
    keys = [parcel.pk for parcel in parcels]
    scene = Scene("INSERT INTO shipments_buyernotice", keys, dict)
    publish("parcel.delivered", subject="parcel", ids=keys, at=NOON)

    with (
        run_job("j", at=NOON) as run,
        connection.execute_wrapper(Poison(scene, keys[place], KeyError("x"))),
    ):
        publish_news(at=NOON)
        assert publish_news(at=NOON) == 0, "it rests"
    assert len(run.failures) == 1
    assert BuyerNotice.objects.count() == 4
    publish_news(at=NOON + timedelta(hours=1))

    assert BuyerNotice.objects.count() == 5
    assert not OutboxEvent.objects.filter(published_at=None).exists()
    for hook in Webhook.objects.all():
        told = [n for one in hook.deliveries.all() for n in numbers(one.payload)]
        assert sorted(told) == [parcel.number for parcel in parcels], "each once"


def test_a_webhook_we_cannot_tell_stops_no_other_and_has_its_news_once_it_can_be(
    make_parcels, listener, monkeypatch
):
    monkeypatch.setattr(actions, "CHUNK", 2)
    parcels = make_parcels(5)
    far_apart(Order, Parcel, Webhook)
    good, bad = subscribe(parcels, listener), subscribe(parcels, listener + "2")
    publish("parcel.delivered", subject="parcel", ids=[one.pk for one in parcels], at=NOON)
    scene = Scene('INSERT INTO "shipments_delivery"', [bad.pk], dict)

    with run_job("j", at=NOON), connection.execute_wrapper(Poison(scene, bad.pk, KeyError("x"))):
        publish_news(at=NOON)
        publish_news(at=NOON)
    assert good.deliveries.count() == 3
    assert not bad.deliveries.exists()
    publish_news(at=NOON + timedelta(hours=1))

    for hook in (good, bad):
        told = [n for one in hook.deliveries.all() for n in numbers(one.payload)]
        assert sorted(told) == [parcel.number for parcel in parcels], "each once"


def test_a_fault_of_ours_is_a_deliverys_answer_and_it_is_tried_again(departed, listener, settings):
    settings.DEMO_DEFAULTS = True
    subscribe(departed, listener)
    odd = subscribe(departed, listener)
    Webhook.objects.filter(pk=odd.pk).update(secret="whsec_!")
    publish_news(at=NOON)

    with run_job("j", at=NOON) as run:
        assert send(NOON) == (1, 1)

    failed = odd.deliveries.get()
    assert (failed.status, failed.attempts, failed.answer_status) == ("waiting", 1, 0)
    assert (failed.fault, failed.answer) == ("ours", "")
    assert [one.item for one in run.failures] == [failed.message_id]
