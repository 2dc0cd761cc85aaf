"""The workers' signs of life in Redis, and the lengths of the queues."""

import contextlib
import time

import redis
from django.conf import settings

MARK_EVERY_SECONDS = 10
MARK_LASTS_SECONDS = 35
KEY = "tracker:worker:"

_client = redis.Redis.from_url(settings.CELERY_BROKER_REDIS_URL, socket_timeout=2)
_marked_at = float("-inf")


def leave_mark(worker: str) -> None:
    """Say that this worker lives; at most every ten seconds, and never in the way of its work."""
    global _marked_at
    if time.monotonic() - _marked_at < MARK_EVERY_SECONDS:
        return
    try:
        _client.set(KEY + worker, "1", ex=MARK_LASTS_SECONDS)
    except redis.RedisError:
        return
    _marked_at = time.monotonic()


def remove_mark(worker: str) -> None:
    """Say that this worker goes, once and for all; without Redis the mark fades by itself."""
    global _marked_at
    _marked_at = float("inf")
    with contextlib.suppress(redis.RedisError):
        _client.delete(KEY + worker)


def living_workers() -> list[str]:
    """The names of the workers seen in the last half minute.

    Raises redis.RedisError when the broker does not answer.
    """
    names = _client.scan_iter(match=f"{KEY}*", count=1000)
    return sorted(name.decode().removeprefix(KEY) for name in names)


def queue_lengths() -> dict[str, int]:
    """How many tasks wait in each queue.

    Raises redis.RedisError when the broker does not answer.
    """
    return {name: _client.llen(name) for name in settings.QUEUES}
