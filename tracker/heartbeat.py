"""The signs of life of workers and beat in Redis with their clocks, and the queues' lengths."""

import contextlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

import redis
from django.conf import settings

MARK_EVERY_SECONDS = 10
MARK_LASTS_SECONDS = 35
KEY = "tracker:life:"
BEAT = "beat"

_client = redis.Redis.from_url(
    settings.CELERY_BROKER_REDIS_URL, socket_timeout=1, socket_connect_timeout=1
)
_marked_at = float("-inf")
_began_at = time.time()


@dataclass(frozen=True, slots=True)
class Sign:
    """A process that was seen in the last half minute.

    `queues` it serves; `ahead` how many seconds its clock is ahead of Redis' own; `began_at` since
    when it runs, in seconds since 1970.
    """

    name: str
    queues: tuple[str, ...]
    ahead: float
    began_at: float


def leave_mark(name: str, queues: Iterable[str] = ()) -> None:
    """Say that this process lives; at most every ten seconds, and never in the way of its work."""
    global _marked_at
    if time.monotonic() - _marked_at < MARK_EVERY_SECONDS:
        return
    try:
        seconds, parts = _client.time()
        ahead = round(time.time() - seconds - parts / 1_000_000, 1)
        mark = {"queues": sorted(queues), "ahead": ahead, "began_at": _began_at}
        _client.set(KEY + name, json.dumps(mark), ex=MARK_LASTS_SECONDS)
    except redis.RedisError:
        return
    _marked_at = time.monotonic()


def remove_mark(name: str) -> None:
    """Say that this process goes, once and for all; without Redis the mark fades by itself."""
    global _marked_at
    _marked_at = float("inf")
    with contextlib.suppress(redis.RedisError):
        _client.delete(KEY + name)


def signs() -> list[Sign]:
    """Who was seen in the last half minute, by name.

    Raises redis.RedisError when the broker does not answer.
    """
    keys = sorted(_client.scan_iter(match=f"{KEY}*", count=1000))
    kept = zip(keys, _client.mget(keys) if keys else [], strict=True)
    return [_sign(key.decode(), text) for key, text in kept if text]


def _sign(key: str, text: bytes | str) -> Sign:
    mark = json.loads(text)
    queues = tuple(mark["queues"])
    return Sign(key.removeprefix(KEY), queues, mark["ahead"], mark["began_at"])


def queue_lengths() -> dict[str, int]:
    """How many tasks wait in each queue.

    Raises redis.RedisError when the broker does not answer.
    """
    return {name: _client.llen(name) for name in settings.QUEUES}
