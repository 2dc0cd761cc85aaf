"""The background jobs: what each did last, when it is due, how it failed, and running it now."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from shipments.actor import Role
from shipments.errors import NotFound
from shipments.runs.models import Run, Setback
from shipments.runs.queries import failed_runs, last_run_of, setbacks
from shipments.runs.timetable import Job, ask_run, asked_at, jobs
from shipments.web.refusals import refusals_go_to
from shipments.web.requests import ActorRequest
from shipments.web.staff.words import COUNTS, JOBS, LANES, STEPS

LATELY = timedelta(days=1)
# A job this many times overdue has nobody who does it.
PATIENCE = 5
ONCE = {
    timedelta(minutes=1): _("every minute"),
    timedelta(hours=1): _("every hour"),
    timedelta(days=1): _("every day"),
}


@require_GET
def job_list(request: ActorRequest) -> HttpResponse:
    """Every job of the timetable with its last run, and the latest failures."""
    now, known = timezone.now(), jobs()
    names = [job.name for job in known]
    runs, asked = last_run_of(request.actor, names), asked_at()
    told = [job_row(job, runs.get(job.name), asked.get(job.name), now) for job in known]
    failed = failed_runs(request.actor).filter(job__in=names, started_at__gte=now - LATELY)
    context = {
        "jobs": told,
        "failed": [run_row(run) for run in failed[:20]],
        "setbacks": [setback_row(setback) for setback in setbacks(request.actor)],
        "queued": any(item["queued"] for item in told),
        "may_run": request.actor.has(Role.PLANNER),
        "now": now,
    }
    return render(request, "staff/jobs.html", context)


@require_POST
@refusals_go_to("staff:jobs")
def run_now(request: ActorRequest) -> HttpResponse:
    """Send one job to its queue; a second click within the minute sends nothing."""
    name = request.POST.get("job", "")
    try:
        is_new = ask_run(name=name, by=request.actor, at=timezone.now())
    except NotFound:
        raise Http404 from None
    told = _("It is queued: %(job)s.") if is_new else _("It was queued already: %(job)s.")
    messages.success(request, told % {"job": JOBS.get(name, name)})
    return redirect("staff:jobs")


def job_row(job: Job, run: Run | None, asked: datetime | None, now: datetime) -> dict[str, Any]:
    """A job with its last run, when it is due again, and whether it waits in its queue."""
    due = run.started_at + job.every if run else None
    return {
        "job": job,
        "title": JOBS.get(job.name, job.name),
        "every": present_interval(job.every),
        "lane": LANES.get(job.queue, job.queue),
        "run": run_row(run) if run else None,
        "due": due,
        "late": due is not None and now - due > max(job.every * PATIENCE, timedelta(minutes=2)),
        "queued": asked is not None and (run is None or run.started_at < asked),
    }


def setback_row(setback: Setback) -> dict[str, Any]:
    """An item that failed, with what was done to it in the reader's words."""
    return {
        "name": setback.name,
        "title": STEPS.get(setback.step, setback.step),
        "attempts": setback.attempts,
        "began_at": setback.began_at,
        "failed_at": setback.failed_at,
        "error": setback.error,
    }


def present_interval(every: timedelta) -> str:
    """How often, in the largest unit that is whole; once a minute needs no number."""
    seconds = int(every.total_seconds())
    if every in ONCE:
        return str(ONCE[every])
    if seconds % 3600 == 0:
        n = seconds // 3600
        text = ngettext("every %(n)s hour", "every %(n)s hours", n)
    elif seconds % 60 == 0:
        n = seconds // 60
        text = ngettext("every %(n)s minute", "every %(n)s minutes", n)
    else:
        n, text = seconds, ngettext("every %(n)s second", "every %(n)s seconds", seconds)
    return text % {"n": n}


def run_row(run: Run) -> dict[str, Any]:
    """A run with its job and counts in the reader's words, and how long it took in seconds."""
    took = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    return {
        "run": run,
        "title": JOBS.get(run.job, run.job),
        "counts": [(COUNTS.get(word, word), n) for word, n in run.counts.items()],
        "seconds": took,
    }
