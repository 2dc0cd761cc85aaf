"""Celery workers on a fast clock, killed with -9 at random, their Valkey too: nothing is lost."""

import contextlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from launcher import parts, servers, sockets
from launcher.paths import ROOT
from launcher.processes import Program, Running, start
from shipments import clock
from shipments.parcels.models import Parcel
from shipments.runs.models import Run
from tracker.bench.chaos import BEGIN, faults
from tracker.bench.measure import Row
from tracker.celery import app
from tracker.simulation.chance import Dice
from tracker.simulation.world import outside, play
from tracker.timetable import JOBS

HOURS_A_SECOND = 4
SEED = 7
OUTSIDE = "tracker.simulation.tasks.play_outside"
BEAT_SECONDS = 0.4
SETTLING = timedelta(hours=12)


def drive(days: int, per_day: int) -> None:
    """The others and the beat: play what happens outside, and send every job again and again."""
    until = BEGIN + timedelta(days=days)
    clock.run_fast(world=BEGIN, rate=HOURS_A_SECOND * 3600)
    since = BEGIN
    while since < until:
        with contextlib.suppress(RedisError, OperationalError):  # Valkey is down for a moment
            now = min(clock.now(), until)
            outside(Dice(SEED), since=since, until=now, per_day=per_day)
            since = now
            _send_jobs()
        time.sleep(BEAT_SECONDS)


def _send_jobs() -> None:
    for task, _, queue in JOBS:
        if task != OUTSIDE:
            app.send_task(task, queue=queue, expires=5, retry=False)


def torment_workers(*, kills: int, days: int, per_day: int) -> int:
    """Kill the workers that often at random moments and Valkey once, then play the rest.

    Returns how many kills met a worker that was at work.
    """
    connections.close_all()
    with _folder() as folder:
        place = servers.Place(folder, folder / "sockets", folder)
        running = [servers.start_valkey(place)]
        try:
            driver = _start("driver", _driver(days, per_day), place)
            running += [driver, _start("worker", _worker(), place)]
            met = _kill_until_ended(running, driver, place, kills)
        finally:
            for item in reversed(running):
                item.process.kill()
                item.wait_until_ended(1)
    end = BEGIN + timedelta(days=days)
    play(Dice(SEED), since=end, until=end + SETTLING, per_day=0)
    return met


def _kill_until_ended(
    running: list[Running], driver: Running, place: servers.Place, kills: int
) -> int:
    moments, met = random.Random(SEED), 0
    for number in range(kills):
        begun, worker = datetime.now(UTC), running.pop()
        works = _wait_for_work(begun)
        time.sleep(moments.uniform(0.2, 3.0))
        met += works and not driver.has_ended() and not worker.has_ended()
        _kill(worker)
        if number == kills // 2:
            _kill(running[0])
            running[0] = servers.start_valkey(place)
        running.append(_start("worker", _worker(), place))
    if driver.process.wait(600) != 0:
        raise RuntimeError(f"The driver failed: {driver.program.log.read_text()[-2000:]}")
    return met


def _wait_for_work(since: datetime) -> bool:
    """Whether a job of the new worker has been seen to run."""
    patience = time.monotonic() + 30
    while not Run.objects.filter(started_at__gte=since).exists():
        if time.monotonic() > patience:
            return False
        time.sleep(0.1)
    return True


def _kill(running: Running) -> None:
    """End the program and its whole pool at once, as the kernel would for want of memory."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.wait()


def _worker() -> list[str]:
    what = ["-m", "celery", "-A", "tracker", "worker", "-Q", parts.QUEUES, "-c", "2"]
    return [*what, "-n", "chaos@%h", "--without-gossip", "--without-mingle", "-l", "warning"]


def _driver(days: int, per_day: int) -> list[str]:
    code = "import django; django.setup(); from tracker.bench.worker_chaos import drive;"
    return ["-c", f"{code} drive({days}, {per_day})"]


def _start(name: str, arguments: list[str], place: servers.Place) -> Running:
    """A program on this very database, with the Valkey of this place."""
    database = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    environment = {
        "DATABASE_URL": f"{database}/{settings.DATABASES['default']['NAME']}",
        "REDIS_URL": sockets.redis_url(place.sockets),
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "DEBUG": "1",
    }
    command, log = [sys.executable, *arguments], place.logs / f"{name}.log"
    return start(Program(name, command, log, environment=environment, folder=ROOT))


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    parent = sockets.short_temporary_folder()
    folder = Path(tempfile.mkdtemp(prefix="tracker-chaos-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def row(*, kills: int, days: int, per_day: int) -> Row:
    """The faults found after all that, of which there may be none."""
    begun = datetime.now(UTC)
    met = torment_workers(kills=kills, days=days, per_day=per_day)
    found = faults()
    bad = [Run.Outcome.PARTLY, Run.Outcome.FAILED]
    failed = Run.objects.filter(outcome__in=bad, started_at__gte=begun).count()
    note = (
        f"{met} kills met a worker at work, Valkey killed once; {Parcel.objects.count()} parcels; "
        f"{failed} jobs failed and were run again; {dict(found)}"
    )
    total = sum(found.values())
    return Row("chaos_workers", total, "faults", 0, float(not total), 1.0, not total, note)
