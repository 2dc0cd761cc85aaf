"""The world's clock: real time, or in the demo a clock that runs faster than life."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

KEY = "world-clock"
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present moment, aware. Interfaces and jobs ask here and pass it on as `at`."""
    if (stopped := _stopped.get()) is not None:
        return stopped
    real = timezone.now()
    if not settings.DEMO_DEFAULTS or not (kept := cache.get(KEY)):
        return real
    world = json.loads(kept)
    passed = (real - datetime.fromisoformat(world["real"])).total_seconds() * world["rate"]
    return datetime.fromisoformat(world["world"]) + timedelta(seconds=passed)


def run_fast(*, world: datetime, rate: float) -> None:
    """Let the demo's clock go on from `world` at `rate` seconds a second; no effect in earnest."""
    kept = {"real": timezone.now().isoformat(), "world": world.isoformat(), "rate": rate}
    cache.set(KEY, json.dumps(kept), timeout=None)


def is_played() -> bool:
    """Whether the present moment is that of a played world, and not that of the machine."""
    return _stopped.get() is None and settings.DEMO_DEFAULTS and cache.get(KEY) is not None


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Let `now` give this moment inside the block, in this thread: for the simulated world."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
