"""The staff's first page: the next flights, what waits and for whom, what needs a person."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.cases.queries import cases_for
from shipments.consolidation.queries import loads_of
from shipments.consolidation.readiness import kept_back, ready_parcels
from shipments.flights.queries import channels, flights_for
from shipments.runs.queries import failed_runs
from shipments.tracking.queries import waiting_codes
from shipments.web.staff.flights import told_flight
from shipments.web.staff.jobs import told_run

AHEAD = timedelta(hours=48)
LATELY = timedelta(hours=24)
# Beyond this a number only says "many".
COUNTED = 1_000


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Flights with a cut-off in 48 hours, what is kept back, open cases, codes, failed jobs."""
    now = clock.now()
    coming = flights_for(request.actor).filter(cargo_cutoff__gt=now, cargo_cutoff__lte=now + AHEAD)
    flights = list(coming.order_by("cargo_cutoff", "pk"))
    loads = loads_of(flights)
    cases = cases_for(request.actor).filter(status="open")
    # Runs are written down in real time, not on the world's clock.
    failed = failed_runs(request.actor).filter(started_at__gte=timezone.now() - LATELY)
    context = {
        "now": now,
        "flights": [told_flight(flight, loads[flight.pk]) for flight in flights],
        "channels": [_waiting(channel) for channel in channels() if channel.is_open],
        "cases": cases.order_by()[:COUNTED].count(),
        "oldest_case": cases.order_by("stage_since").first(),
        "codes": waiting_codes(request.actor),
        "failed": [told_run(run) for run in failed[:10]],
    }
    return render(request, "staff/floor.html", context)


def _waiting(channel) -> dict:
    return {
        "channel": channel,
        "ready": ready_parcels(channel).order_by().count(),
        "kept_back": kept_back(channel),
    }
