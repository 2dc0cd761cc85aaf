"""What the background jobs did: the last run of each, and those that failed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shipments.runs.queries import failed_runs, latest_runs


@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    """Every job with its last run, and the latest failures."""
    context = {"runs": latest_runs(request.actor), "failed": failed_runs(request.actor)[:20]}
    return render(request, "staff/jobs.html", context)
