"""What the background jobs did: the last run of each, and those that failed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.runs.models import Run
from shipments.runs.queries import failed_runs, latest_runs
from shipments.web.staff.words import COUNTS, JOBS


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Every job with its last run, and the latest failures."""
    context = {
        "runs": [told_run(run) for run in latest_runs(request.actor)],
        "failed": [told_run(run) for run in failed_runs(request.actor)[:20]],
    }
    return render(request, "staff/jobs.html", context)


def told_run(run: Run) -> dict[str, Any]:
    """A run with its job and counts in the reader's words, and how long it took in seconds."""
    took = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "run": run,
        "title": JOBS.get(run.job, run.job),
        "counts": [(COUNTS.get(word, word), n) for word, n in run.counts.items()],
        "seconds": took,
    }
