"""Running a job: what it did, how long it took and how it failed is left as a row."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from shipments.actor import Actor, system
from shipments.runs.models import Run

KEPT = timedelta(days=14)
KEPT_ERROR = 4_000


@dataclass(slots=True)
class Running:
    """A job under way: who acts, the world's time it acts at, and what it has counted so far."""

    by: Actor
    at: datetime
    counts: Counter = field(default_factory=Counter)

    def count(self, **numbers: int) -> None:
        self.counts.update(numbers)


@contextmanager
def run_job(name: str, *, at: datetime) -> Iterator[Running]:
    """Run the block as a job. A run that did nothing leaves no row; an error is kept and raised on.

    `started_at` and `finished_at` are real time, so that durations are true on a fast clock.
    """
    running, started = Running(system(name), at), timezone.now()
    try:
        yield running
    except Exception:
        error = traceback.format_exc()[-KEPT_ERROR:]
        _leave(name, started, running, outcome=Run.Outcome.FAILED, error=error)
        raise
    if any(running.counts.values()):
        _leave(name, started, running, outcome=Run.Outcome.DONE)
    else:
        _leave_idle(name, started)


def _leave(
    name: str, started: datetime, running: Running, *, outcome: str, error: str = ""
) -> None:
    Run.objects.create(
        job=name,
        outcome=outcome,
        started_at=started,
        finished_at=timezone.now(),
        counts={word: n for word, n in running.counts.items() if n},
        error=error,
    )


def _leave_idle(name: str, started: datetime) -> None:
    """An idle run only refreshes the job's last idle row, so that staff see that it is alive."""
    rows = Run.objects.filter(job=name, counts={}, outcome=Run.Outcome.DONE)
    latest = rows.order_by("-started_at").values("pk")[:1]
    if not Run.objects.filter(pk__in=latest).update(started_at=started, finished_at=timezone.now()):
        _leave(name, started, Running(system(name), started), outcome=Run.Outcome.DONE)


def prune_runs(*, at: datetime) -> int:
    """Remove run rows older than two weeks; returns how many."""
    return Run.objects.filter(started_at__lt=at - KEPT).delete()[0]
