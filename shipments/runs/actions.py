"""Running a job: what it did, how long it took and what failed in it is left as a row."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from shipments.actor import Actor, system
from shipments.numbers.masks import without_values
from shipments.runs.failures import Failure, hearing, one_by_one
from shipments.runs.models import Run, Setback

KEPT = timedelta(days=14)
KEPT_ERROR = 4_000
# Celery cuts a job off after seven minutes; a batch of slow webhooks takes three and a half.
LONGEST = timedelta(minutes=3)
# A job that has always something to do leaves its slot so soon; its next run goes on.
TURN = timedelta(seconds=3.5)
# What is due is tried again far sooner: what was not is no longer there to be done.
FORGOTTEN = timedelta(days=1)


@dataclass(slots=True)
class Running:
    """A job under way: who acts, the world's time it acts at, and what it has counted so far."""

    by: Actor
    at: datetime
    counts: Counter = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    started: datetime = field(default_factory=timezone.now)
    broken: bool = False

    def count(self, **numbers: int) -> None:
        self.counts.update(numbers)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A part of the job; when it raises, the parts after it are done all the same."""
        with one_by_one(name) as apart, apart("-"):
            yield
        self.broken |= bool(apart.failures)

    def has_time(self) -> bool:
        """Whether another batch may begin, so that the job ends well before it is cut off."""
        return timezone.now() - self.started < LONGEST

    def has_turn(self) -> bool:
        """Whether another chunk may begin, so that the jobs behind it wait for seconds only."""
        return timezone.now() - self.started < TURN


@contextmanager
def run_job(name: str, *, at: datetime) -> Iterator[Running]:
    """Run the block as a job. A run that did nothing leaves no row; an error is kept and raised on.

    Where a whole step failed and nothing else was done it has failed, so that a standstill is seen.
    Items and steps that failed while the others were done are counted and named: it has failed in
    part. `started_at` and `finished_at` are real time, so that durations are true on a fast clock.
    """
    running = Running(system(name), at)
    try:
        with hearing(running.failures):
            yield running
    except Exception:
        error = (_named(running) + without_values(traceback.format_exc()))[-KEPT_ERROR:]
        _leave(name, running, outcome=Run.Outcome.FAILED, error=error)
        raise
    if running.failures:
        stands = running.broken and not any(running.counts.values())
        running.count(failed=len(running.failures))
        outcome = Run.Outcome.FAILED if stands else Run.Outcome.PARTLY
        _leave(name, running, outcome=outcome, error=_named(running))
    elif any(running.counts.values()):
        _leave(name, running, outcome=Run.Outcome.DONE)
    else:
        _leave_idle(name, running)


def _named(running: Running) -> str:
    """What failed, a line each; what is too long to keep is cut between two lines."""
    kept = ""
    for failure in running.failures:
        if len(kept) + len(line := f"{failure}\n") > KEPT_ERROR:
            break
        kept += line
    return kept


def _leave(name: str, running: Running, *, outcome: str, error: str = "") -> None:
    Run.objects.create(
        job=name,
        outcome=outcome,
        started_at=running.started,
        finished_at=timezone.now(),
        counts={word: n for word, n in running.counts.items() if n},
        error=error,
    )


def _leave_idle(name: str, running: Running) -> None:
    """An idle run only refreshes the job's last idle row, so that staff see that it is alive."""
    rows = Run.objects.filter(job=name, counts={}, outcome=Run.Outcome.DONE)
    latest = rows.order_by("-started_at").values("pk")[:1]
    times = {"started_at": running.started, "finished_at": timezone.now()}
    if not Run.objects.filter(pk__in=latest).update(**times):
        _leave(name, running, outcome=Run.Outcome.DONE)


def prune_runs(*, at: datetime) -> int:
    """Remove run rows older than two weeks and setbacks of what is no longer due; how many."""
    old, _ = Run.objects.filter(started_at__lt=at - KEPT).delete()
    return old + Setback.objects.filter(retry_at__lt=at - FORGOTTEN).delete()[0]
