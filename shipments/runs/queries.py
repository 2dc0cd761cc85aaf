"""Reads of job runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from shipments.actor import Actor
from shipments.runs.models import Run


def failed_runs(actor: Actor) -> QuerySet[Run]:
    """Runs that failed, newest first; for staff."""
    rows = Run.objects.filter(outcome=Run.Outcome.FAILED).order_by("-started_at")
    return rows if actor.sees_all_sellers else rows.none()


def last_run_of(actor: Actor, names: Sequence[str]) -> dict[str, Run]:
    """The last run of each of these jobs; one query, each by the index. For staff."""
    if not (names and actor.sees_all_sellers):
        return {}
    each = [Run.objects.filter(job=name).order_by("-started_at")[:1] for name in names]
    return {run.job: run for run in each[0].union(*each[1:], all=True)}


def failures_since(actor: Actor, names: Sequence[str], since: datetime) -> list[Any]:
    """Which of these jobs failed since a moment of real time: how often (`n`), `last` when."""
    rows = failed_runs(actor).filter(job__in=names, started_at__gte=since).order_by("job")
    return list(rows.values("job").annotate(n=Count("pk"), last=Max("started_at")))
