"""The demo goes on: the others answer as the fast clock runs."""

from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from shipments import clock
from shipments.runs.actions import run_job
from tracker.simulation.dice import Dice
from tracker.simulation.world import outside

LAST, LOCK = "simulation-last", "simulation-lock"
SEED, PER_DAY = 7, 60


@shared_task
def play_outside() -> None:
    """Play what has happened outside since the last call; nothing where no demo clock runs."""
    with run_job("play_outside", at=clock.now()):
        if settings.DEMO_DEFAULTS and cache.get(clock.KEY) and cache.add(LOCK, 1, timeout=120):
            _play()


def _play() -> None:
    try:
        until = clock.now()
        since = cache.get(LAST) or until - timedelta(hours=1)
        since = max(since, until - timedelta(days=2)) if isinstance(since, datetime) else until
        if since < until:
            outside(Dice(SEED), since=since, until=until, per_day=PER_DAY)
            cache.set(LAST, until, timeout=None)
    finally:
        cache.delete(LOCK)
