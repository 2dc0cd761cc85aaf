"""The staff's first page: the next flights, what waits and how long, what needs a person."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from shipments import clock
from shipments.dashboards.floor import floor as today_on_the_floor
from shipments.operations.queues import COUNTED, oldest_in
from shipments.web.requests import ActorRequest
from shipments.web.staff.board import present_flight
from shipments.web.staff.words import JOBS, QUEUES
from shipments.web.timeline import on_clock

# What waits longer than this is marked.
PATIENCE = timedelta(hours=24)
SHOWN = 200


@require_GET
def floor(request: ActorRequest) -> HttpResponse:
    """Flights of the next 48 hours, queues with their ages, cases, jobs that failed, codes."""
    now = clock.now()
    # Runs are written down in real time, not on the world's clock.
    found = today_on_the_floor(request.actor, at=now, real=timezone.now())
    context = {
        "now": now,
        "counted": COUNTED,
        "clocks": _clocks(found.channels, now),
        "flights": [present_flight(flight, load, now) for flight, load in found.flights],
        "queues": [_present(queue, now) for queue in found.queues],
        "cases": found.cases,
        "blocked": found.blocked,
        "inbound": found.inbound,
        "messages_open": found.messages,
        "holds": found.holds,
        "unsealed": found.late_to_close,
        "codes": len(found.codes),
        "waiting_events": sum(code["n"] for code in found.codes),
        "oldest_code": min((code["since"] for code in found.codes), default=None),
        "failed": [{**item, "title": JOBS.get(item["job"], item["job"])} for item in found.failed],
        "kept_back": found.kept_back,
    }
    return render(request, "staff/floor.html", context)


def _clocks(open_channels: list, now: Any) -> list[tuple[str, Any]]:
    """What the clocks on the walls of the channels' ends show."""
    places = {
        place.code: place
        for open_channel in open_channels
        for place in (open_channel.origin, open_channel.destination)
    }
    return [(code, on_clock(now, place.zone)) for code, place in places.items()]


def _present(queue: Any, now: Any) -> dict[str, Any]:
    late = queue.oldest is not None and now - queue.oldest > PATIENCE
    return {
        "queue": queue,
        "title": QUEUES[queue.word],
        "late": late,
        "url": f"queues/{queue.word}/",
    }


@require_GET
def queue(request: ActorRequest, word: str) -> HttpResponse:
    """The rows of one queue, the longest waiting first."""
    context = {
        "title": QUEUES[word],
        "word": word,
        "rows": oldest_in(request.actor, word, SHOWN),
        "now": clock.now(),
        "shown": SHOWN,
    }
    return render(request, "staff/queue.html", context)
