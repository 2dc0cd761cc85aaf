"""What operators' machines see: alive, ready, and in numbers."""

from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from shipments.field_keys import actions as field_keys
from shipments.runs.models import Run
from shipments.runs.timetable import jobs
from tracker import heartbeat as life
from tracker import seen

STRANGER = {"headers": {"host": "10.1.2.3:9"}}


@pytest.fixture
def broker(monkeypatch):
    client = redis.Redis.from_url(settings.CELERY_BROKER_REDIS_URL)
    yield client
    client.delete("bulk", *client.keys(f"{life.KEY}*"))


@pytest.fixture
def mark(broker, monkeypatch):
    """Leaves a mark as if by a process of its own, begun an hour ago."""

    def leave(name, *queues, ahead=0.0):
        monkeypatch.setattr(life, "_marked_at", float("-inf"))
        now = life.time.time()
        monkeypatch.setattr(life, "_began_at", now - 3600)
        with monkeypatch.context() as patch:
            patch.setattr(life.time, "time", lambda: now + ahead)
            life.leave_mark(name, queues)

    return leave


@pytest.fixture
def done(db):
    """Every job has just been done."""
    now = timezone.now()
    for job in jobs():
        Run.objects.create(job=job.name, outcome="done", started_at=now, finished_at=now)


@pytest.fixture
def whole(mark, done):
    """A product in which all works."""
    mark("w1@host", *settings.QUEUES)
    mark(life.BEAT)


def test_alive_asks_nobody_and_answers_to_any_name(client, monkeypatch):
    monkeypatch.setattr(life._client, "connection_pool", None)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    answer = client.get("/healthz", **STRANGER)

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_when_all_is_there(client, whole):
    answer = client.get("/readyz", **STRANGER)

    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "redis": "ok",
        "keys": "ok",
        "beat": "ok",
        "clocks": "ok",
        "queues": dict.fromkeys(settings.QUEUES, "ok"),
        "late_jobs": {},
    }
    assert answer.status_code == 200


@pytest.mark.django_db
def test_not_ready_without_beat_or_a_queue_s_worker_and_says_which(client, mark, done):
    mark("bulk@host", "bulk")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    told = answer.json()
    assert told["beat"] == "not seen"
    assert told["queues"] == dict.fromkeys(settings.QUEUES, "no worker") | {"bulk": "ok"}


@pytest.mark.django_db
def test_two_clocks_apart_are_told(client, whole, mark):
    mark("late@host", "bulk", ahead=-20)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "20 s ahead of late@host" in answer.json()["clocks"]


@pytest.mark.django_db
def test_a_job_that_only_fails_is_late_and_named(client, whole):
    old = timezone.now() - timedelta(minutes=50)
    Run.objects.filter(job="send_mails").update(started_at=old, finished_at=old)
    now = timezone.now()
    Run.objects.create(job="send_mails", outcome="failed", started_at=now, finished_at=now)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["late_jobs"] == {"send_mails": "last done 3000 s ago, due every 30 s"}


@pytest.mark.django_db
def test_what_was_not_due_since_beat_began_is_not_late(client, whole):
    Run.objects.filter(job__in=["prune_runs", "refresh_estimates"]).delete()

    assert client.get("/readyz").json()["late_jobs"] == {}


@pytest.mark.django_db
def test_a_lost_field_key_is_told(client, whole):
    field_keys.make_proof()
    other = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="

    with override_settings(FIELD_KEYS=[other]):
        answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "a key is missing" in answer.json()["keys"]


@pytest.mark.django_db
def test_without_redis_the_database_is_still_told(client, monkeypatch):
    away = redis.Redis.from_url("unix:///nowhere/at/all.sock")
    monkeypatch.setattr(life, "_client", away)

    told = client.get("/readyz").json()
    lines = client.get("/metrics").content.decode().splitlines()

    assert (told["database"], told["redis"], told["beat"]) == ("ok", "unreachable", "unknown")
    assert 'tracker_up{part="redis"} 0.0' in lines
    assert 'tracker_waiting{what="mails"} 0.0' in lines


@pytest.mark.django_db
def test_the_numbers_tell_what_waits_what_failed_and_for_how_long(
    client, broker, whole, django_assert_max_num_queries
):
    broker.rpush("bulk", "one", "two")
    now = timezone.now()
    Run.objects.create(job="send_mails", outcome="failed", started_at=now, finished_at=now)

    with django_assert_max_num_queries(5):
        lines = client.get("/metrics", **STRANGER).content.decode().splitlines()

    assert 'tracker_up{part="database"} 1.0' in lines
    assert "tracker_workers 1.0" in lines
    assert "tracker_beat 1.0" in lines
    assert 'tracker_queue_workers{queue="critical"} 1.0' in lines
    assert 'tracker_tasks_waiting{queue="bulk"} 2.0' in lines
    assert 'tracker_job_failures{job="send_mails"} 1.0' in lines
    assert 'tracker_job_period_seconds{job="send_mails"} 30.0' in lines
    assert 'tracker_oldest_seconds{what="news"} 0.0' in lines
    assert 'tracker_waiting{what="deliveries_given_up"} 0.0' in lines
    assert 'tracker_waiting{what="not_understood"} 0.0' in lines


@pytest.mark.parametrize(("name", "code"), [("beat", 0), ("w1@", 1)])
def test_a_container_asks_whether_its_own_was_seen(mark, name, code):
    mark(life.BEAT)
    mark("w1@another-host", "bulk")

    assert seen.main(name) == code


def test_every_page_forbids_inline_code_and_foreign_hosts(client):
    policy = client.get("/healthz").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
