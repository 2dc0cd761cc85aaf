"""What operators' machines see: alive, ready, and in numbers."""

import pytest
import redis
from django.conf import settings

from tracker import life


@pytest.fixture
def broker(monkeypatch):
    monkeypatch.setattr(life, "_marked_at", float("-inf"))
    client = redis.Redis.from_url(settings.CELERY_BROKER_REDIS_URL)
    yield client
    client.delete(f"{life.KEY}w1@host", "bulk")


def test_alive_asks_nobody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_not_ready_without_a_worker(client, broker):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not ready",
        "database": "ok",
        "redis": "ok",
        "worker": "not seen",
    }


@pytest.mark.django_db
def test_ready_with_a_worker_and_not_after_it_has_left(client, broker):
    life.leave_mark("w1@host")
    before = client.get("/readyz")
    life.remove_mark("w1@host")
    after = client.get("/readyz")

    assert (before.status_code, before.json()["worker"]) == (200, "ok")
    assert after.status_code == 503


@pytest.mark.django_db
def test_the_numbers_tell_workers_and_waiting_tasks(client, broker):
    life.leave_mark("w1@host")
    broker.rpush("bulk", "one", "two")

    lines = client.get("/metrics").content.decode().splitlines()

    assert 'tracker_up{part="database"} 1.0' in lines
    assert "tracker_workers 1.0" in lines
    assert 'tracker_tasks_waiting{queue="bulk"} 2.0' in lines


def test_every_page_forbids_inline_code_and_foreign_hosts(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
