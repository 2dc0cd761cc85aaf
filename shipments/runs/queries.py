"""Reads of job runs."""

from django.db.models import QuerySet

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
