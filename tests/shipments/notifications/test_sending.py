"""Webhooks are sent side by side: whatever one receiver does, it costs one place for a while."""

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.core import mail

from shipments.actor import system
from shipments.notifications import connection as line
from shipments.notifications.connection import Answer
from shipments.notifications.delivery import (
    A_SELLER,
    LEASE,
    TRIES,
    claim_deliveries,
    record_answer,
    send_deliveries,
    send_due,
)
from shipments.notifications.health import OFF_AFTER
from shipments.notifications.models import Delivery, Webhook
from shipments.notifications.owners import notify_owners
from shipments.notifications.webhooks import change_webhook
from shipments.parties.models import Membership, User
from shipments.runs.actions import run_job
from shipments.runs.models import Setback
from tests.world import NOON
from tracker.bench import receivers
from tracker.bench.receivers import receiver

BY = system("test")
DOWN = Answer(503, "down")


@pytest.fixture(autouse=True)
def _short_deadline(settings, monkeypatch) -> None:
    settings.DEMO_DEFAULTS = True
    monkeypatch.setattr(line, "DEADLINE_SECONDS", 0.6)
    monkeypatch.setattr(line, "WORDS_SECONDS", 0.2)


def send(at=NOON) -> tuple[int, int]:
    return send_due(by=BY, clock=lambda: at, has_time=lambda: True)


def lapse() -> None:
    Webhook.objects.exclude(busy_until=None).update(busy_until=NOON - LEASE)


@pytest.mark.parametrize(
    ("temper", "status", "fault"),
    [
        (receivers.dead, 0, "timed_out"),
        (receivers.drips_head, 0, "timed_out"),
        (receivers.drips_body, 200, ""),
        (receivers.endless, 200, ""),
        (receivers.no_http, 0, "bad_answer"),
        (receivers.hangs_up, 0, "bad_answer"),
        (receivers.elsewhere, 302, ""),
    ],
)
def test_whatever_a_receiver_does_it_has_one_deadline_and_its_answer_is_kept(
    hook_of, temper, status, fault
):
    with receiver(temper) as url:
        hook_of(url)
        begun = time.monotonic()
        send()

    assert time.monotonic() - begun < 5
    sent = Delivery.objects.get()
    assert (sent.answer_status, sent.fault, sent.attempts) == (status, fault, 1)
    assert len(sent.answer) <= line.KEPT_ANSWER
    assert "127.0.0.1" not in sent.answer
    assert Webhook.objects.get().busy_until is None


def test_slow_receivers_hold_up_no_other(hook_of, monkeypatch):
    monkeypatch.setattr(line, "DEADLINE_SECONDS", 3)
    heard: list[float] = []
    with ExitStack() as stack:
        tempers = (receivers.dead, receivers.drips_head, receivers.drips_body)
        slow = [stack.enter_context(receiver(one)) for one in tempers]
        for n, url in enumerate(slow):
            hook_of(url, code=f"S00{n + 1}", count=3)
        hook_of(stack.enter_context(receiver(receivers.quick, heard)), code="S004", count=5)
        begun = time.monotonic()
        send()

    assert len(heard) == 5
    assert max(heard) - begun < 3, "before the first of the slow ones is given up"
    tried = Delivery.objects.filter(webhook__seller__code__in=["S001", "S002"])
    assert sorted(tried.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1, 1]


def test_an_address_hears_one_message_at_a_time_and_a_seller_has_his_share_of_places(hook_of):
    hooks = [hook_of(f"http://a.example/{n}", count=2) for n in range(A_SELLER + 1)]
    other = hook_of("http://b.example/", code="S002")

    first = claim_deliveries(at=NOON)
    assert [one.webhook_id for one in first] == [hooks[0].pk, hooks[1].pk, other.pk]
    assert claim_deliveries(at=NOON) == []

    record_answer(delivery=first[0], answer=Answer(200), by=BY, at=NOON)
    assert len(claim_deliveries(at=NOON)) == 1


def test_a_message_that_kills_its_worker_each_time_comes_to_an_end(hook_of):
    hook_of("http://a.example/")
    for n in range(TRIES):
        [taken] = claim_deliveries(at=NOON)
        assert taken.attempts == n + 1
        lapse()

    assert claim_deliveries(at=NOON) == []
    sent = Delivery.objects.get()
    assert (sent.status, sent.attempts) == ("given_up", TRIES)


def test_a_job_that_is_cut_off_writes_down_what_was_on_its_way(hook_of):
    with receiver(receivers.dead) as url:
        hook_of(url)
        times = iter([True])
        with pytest.raises(StopIteration):  # where it asks for the time once more, the job ends
            send_due(by=BY, clock=lambda: NOON, has_time=lambda: next(times))

    sent, hook = Delivery.objects.get(), Webhook.objects.get()
    assert (sent.attempts, sent.status, sent.fault) == (1, "waiting", "cut_off")
    assert (hook.busy_until, hook.failures) == (None, 0)


def test_after_a_time_out_the_address_rests_and_its_other_messages_lose_no_try(hook_of):
    with receiver(receivers.dead) as url:
        hook_of(url, count=3)
        assert send() == (0, 1)

    assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert claim_deliveries(at=NOON) == []
    [probe] = claim_deliveries(at=NOON + timedelta(minutes=1))
    record_answer(delivery=probe, answer=Answer(200), by=BY, at=NOON)
    hook = Webhook.objects.get()
    assert (hook.failures, hook.failing_since, hook.paused_until) == (0, None, None)


def fail_for_days(hook: Webhook) -> None:
    for n in range(9):
        delivery = hook.deliveries.order_by("pk")[n]
        at = NOON + n * OFF_AFTER / 8
        record_answer(delivery=delivery, answer=DOWN, by=BY, at=at)


@pytest.fixture
def owner(hook_of) -> User:
    user = User.objects.create_user("anna", email="anna@shop.cn", language="ru")
    seller = hook_of("http://a.example/", count=9).seller
    Membership.objects.create(user=user, seller=seller, level="seller_owner")
    return user


def test_what_fails_for_days_is_switched_off_with_a_mail_to_the_owner_and_on_by_a_person(
    owner, anna
):
    hook = Webhook.objects.get()
    Delivery.objects.update(attempts=1)
    fail_for_days(hook)

    hook.refresh_from_db()
    assert (hook.is_active, hook.off_reason) == (False, "failing")
    assert claim_deliveries(at=NOON + 2 * OFF_AFTER) == []
    assert [notify_owners(by=BY, at=NOON) for _ in range(2)] == [1, 0]
    [letter] = mail.outbox
    assert letter.to == ["anna@shop.cn"]
    assert hook.url in letter.body
    assert f"/seller/webhooks/{hook.pk}/" in letter.body

    changed = change_webhook(webhook=hook, is_active=True, by=anna, at=NOON)
    assert (changed.is_active, changed.off_reason, changed.failures) == (True, "", 0)
    assert len(claim_deliveries(at=NOON + 2 * OFF_AFTER)) == 1


def test_one_that_answers_410_is_switched_off_at_once(hook_of):
    with receiver(receivers.gone) as url:
        hook_of(url)
        send()

    hook = Webhook.objects.get()
    assert (hook.is_active, hook.off_reason) == (False, "gone")


def test_an_owner_is_written_to_once_though_his_partner_cannot_be_written_to(owner):
    bad = User.objects.create_user("li", email="li@shop.cn\nBcc: x@y.z")
    seller = Webhook.objects.get().seller
    Membership.objects.create(user=bad, seller=seller, level="seller_owner")
    Webhook.objects.update(is_active=False, off_at=NOON, off_reason="failing")

    with run_job("j", at=NOON):
        assert [notify_owners(by=BY, at=NOON) for _ in range(2)] == [1, 0]

    assert [one.to for one in mail.outbox] == [["anna@shop.cn"]]


def test_a_webhook_removed_while_messages_fly_cuts_off_no_other(hook_of, monkeypatch):
    heard: list[float] = []
    with ExitStack() as stack:
        removed = hook_of("http://a.example/")
        for n in (2, 3):
            hook_of(stack.enter_context(receiver(receivers.quick, heard)), code=f"S00{n}")
        taken = claim_deliveries(at=NOON)
        removed.delete()
        with pytest.raises(Webhook.DoesNotExist):  # told once all were sent, as no job hears of it
            send_deliveries(taken, by=BY, at=NOON)

    assert len(heard) == 2
    assert set(Delivery.objects.values_list("status", "attempts")) == {("delivered", 1)}


def test_an_owner_who_cannot_be_written_to_stops_no_other(owner, hook_of, settings):
    hook_of("http://b.example/", code="S002")
    Webhook.objects.update(is_active=False, off_at=NOON, off_reason="failing")
    User.objects.update(email="anna@shop.cn\nBcc: x@y.z")
    second = Webhook.objects.order_by("pk").last()
    second.seller.contact_email = "boris@shop.cn"
    second.seller.save()

    with run_job("j", at=NOON) as run:
        assert notify_owners(by=BY, at=NOON) == 1

    assert [one.to for one in mail.outbox] == [["boris@shop.cn"]]
    assert len(run.failures) == 1
    assert Setback.objects.get().step == "tell_owners"
