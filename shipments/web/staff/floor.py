"""The staff's first page: the next flights, what waits and how long, what needs a person."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.cases.queries import open_by_kind
from shipments.consolidation.queries import loads_of
from shipments.consolidation.queues import COUNTED, oldest_in, queues
from shipments.consolidation.readiness import kept_back
from shipments.flights.queries import channels, flights_at_hand
from shipments.runs.queries import failures_since
from shipments.runs.timetable import jobs
from shipments.tracking.queries import waiting_codes
from shipments.web.staff.board import told_flight
from shipments.web.staff.words import JOBS, QUEUES
from shipments.web.telling import on_clock

AHEAD = timedelta(hours=48)
LATELY = timedelta(hours=24)
# What waits longer than this is marked.
PATIENCE = timedelta(hours=24)
SHOWN = 200


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Flights of the next 48 hours, queues with their ages, cases, jobs that failed, codes."""
    now, open_channels = clock.now(), [one for one in channels() if one.is_open]
    flights = list(flights_at_hand(request.actor, at=now, ahead=AHEAD))
    loads = loads_of(flights)
    codes = waiting_codes(request.actor)
    # Runs are written down in real time, not on the world's clock.
    names = [job.name for job in jobs()]
    failed = failures_since(request.actor, names, timezone.now() - LATELY)
    context = {
        "now": now, "counted": COUNTED,
        "clocks": _clocks(open_channels, now),
        "flights": [told_flight(flight, loads[flight.pk], now) for flight in flights],
        "queues": [_told(queue, now) for queue in queues(request.actor)],
        "cases": open_by_kind(request.actor),
        "codes": len(codes), "waiting_events": sum(one["n"] for one in codes),
        "oldest_code": min((one["since"] for one in codes), default=None),
        "failed": [{**one, "title": JOBS.get(one["job"], one["job"])} for one in failed],
        "kept_back": [(one, kept_back(one)) for one in open_channels],
    }  # fmt: skip
    return render(request, "staff/floor.html", context)


def _clocks(open_channels: list, now: Any) -> list[tuple[str, Any]]:
    """What the clocks on the walls of the channels' ends show."""
    places = {place.code: place for one in open_channels for place in (one.origin, one.destination)}
    return [(code, on_clock(now, place.zone)) for code, place in places.items()]


def _told(queue: Any, now: Any) -> dict[str, Any]:
    late = queue.oldest is not None and now - queue.oldest > PATIENCE
    return {
        "queue": queue,
        "title": QUEUES[queue.word],
        "late": late,
        "url": f"queues/{queue.word}/",
    }


@require_GET
def queue(request: HttpRequest, word: str) -> HttpResponse:
    """The rows of one queue, the longest waiting first."""
    context = {
        "title": QUEUES[word], "word": word, "rows": oldest_in(request.actor, word, SHOWN),
        "now": clock.now(), "shown": SHOWN,
    }  # fmt: skip
    return render(request, "staff/queue.html", context)
