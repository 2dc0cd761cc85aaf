"""Reads of job runs."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet

from shipments.actor import Actor
from shipments.runs.models import Run


def latest_runs(actor: Actor) -> QuerySet[Run]:
    """The last run of every job, by name; for staff."""
    rows = Run.objects.order_by("job", "-started_at").distinct("job")
    return rows if actor.sees_all_sellers else rows.none()


def failed_runs(actor: Actor) -> QuerySet[Run]:
    """Runs that failed, newest first; for staff."""
    rows = Run.objects.filter(outcome=Run.Outcome.FAILED).order_by("-started_at")
    return rows if actor.sees_all_sellers else rows.none()


def failures_since(actor: Actor, since: datetime) -> list[Any]:
    """The jobs that failed since a moment of real time: how often (`n`) and when `last`."""
    rows = failed_runs(actor).filter(started_at__gte=since).order_by("job")
    return list(rows.values("job").annotate(n=Count("pk"), last=Max("started_at")))
