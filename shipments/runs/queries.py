"""Reads of job runs and of what they could not do."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from shipments.actor import Actor
from shipments.runs.models import GOOD, Run, Setback


def failed_runs(actor: Actor) -> QuerySet[Run]:
    """Runs that failed, wholly or in part, newest first; for staff."""
    bad = [Run.Outcome.PARTLY, Run.Outcome.FAILED]
    rows = Run.objects.filter(outcome__in=bad).order_by("-started_at")
    return rows if actor.sees_all_sellers else rows.none()


def last_run_of(actor: Actor, names: Sequence[str]) -> dict[str, Run]:
    """The last run of each of these jobs; one query, each by the index. For staff."""
    if not (names and actor.sees_all_sellers):
        return {}
    each = [Run.objects.filter(job=name).order_by("-started_at")[:1] for name in names]
    return {run.job: run for run in each[0].union(*each[1:], all=True)}


def last_good_run_of(actor: Actor, names: Sequence[str]) -> dict[str, datetime]:
    """When each of these jobs last ended well or in part, in real time; one query. For staff."""
    if not (names and actor.sees_all_sellers):
        return {}
    good = Run.objects.filter(outcome__in=GOOD).values_list("job", "finished_at")
    each = [good.filter(job=name).order_by("-started_at")[:1] for name in names]
    found = each[0].union(*each[1:], all=True)
    return {job: ended for job, ended in found if ended is not None}


def failures_since(actor: Actor, names: Sequence[str], since: datetime) -> list[Any]:
    """Which of these jobs failed since a moment of real time: how often (`n`), `last` when."""
    rows = failed_runs(actor).filter(job__in=names, started_at__gte=since).order_by("job")
    return list(rows.values("job").annotate(n=Count("pk"), last=Max("started_at")))


def setbacks(actor: Actor, limit: int = 50) -> list[Setback]:
    """The items that jobs could not do so far, those that failed most often first; for staff."""
    rows = Setback.objects.order_by("-attempts", "-failed_at", "pk")
    return list(rows[:limit]) if actor.sees_all_sellers else []
