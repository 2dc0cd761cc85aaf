"""What operators and their machines ask: alive, ready, and in numbers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from shipments.actor import system
from shipments.field_keys.models import KeyProof
from shipments.runs.queries import last_good_run_of
from shipments.runs.timetable import jobs, late_jobs
from tracker.heartbeat import BEAT, Sign, signs
from tracker.numbers import Numbers

# Two clocks further apart than this, and what one process sends the other may throw away.
CLOCKS_SECONDS = 10
DATABASE_DOWN = (DatabaseError, InterfaceError)


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; it asks nobody else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when all that the product needs is there and works, else 503 naming what does not."""
    parts = state()
    is_ready = is_fine(parts)
    status = "ok" if is_ready else "not ready"
    return JsonResponse({"status": status, **parts}, status=200 if is_ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Numbers())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "/healthz": alive,
    "/readyz": ready,
    "/metrics": metrics,
}


class ProbeMiddleware:
    """Answers machines that watch, whatever name or address they ask by, without a session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return self.get_response(request)
        answer = probe(request)
        vars(answer)["_has_been_logged"] = True  # a probe tells it; the log does not repeat it
        return answer


def is_fine(parts: dict[str, Any]) -> bool:
    """Whether every part says "ok", and no job is late."""
    return all(
        is_fine(part) if isinstance(part, dict) else part == "ok"
        for name, part in parts.items()
        if name != "late_jobs"
    ) and not parts.get("late_jobs")


def state() -> dict[str, Any]:
    """Each part with "ok" or what is wrong with it; `late_jobs` is a sentence a job."""
    found = {"database": database(), "keys": "unknown", "late_jobs": {}}
    try:
        seen = signs()
    except redis.RedisError:
        queues = dict.fromkeys(settings.QUEUES, "unknown")
        return {
            **found,
            "redis": "unreachable",
            "beat": "unknown",
            "clocks": "unknown",
            "queues": queues,
        }
    if found["database"] == "ok":
        found |= {"keys": keys(), "late_jobs": late(seen)}
    return {
        **found,
        "redis": "ok",
        "beat": beat(seen),
        "clocks": clocks(seen),
        "queues": {name: queue(name, seen) for name in settings.QUEUES},
    }


def database() -> str:
    """Whether it answers; a connection that was cut is made anew."""
    for _ in range(2):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DATABASE_DOWN:
            connection.close()
        else:
            return "ok"
    return "unreachable"


def keys() -> str:
    """Whether FIELD_KEYS read what was written with them."""
    return "ok" if KeyProof.fits() else "FIELD_KEYS do not read what is kept: a key is missing"


def beat(seen: list[Sign]) -> str:
    return "ok" if any(sign.name == BEAT for sign in seen) else "not seen"


def queue(name: str, seen: list[Sign]) -> str:
    return "ok" if any(name in sign.queues for sign in seen) else "no worker"


def clocks(seen: list[Sign]) -> str:
    """Who is how far from the others."""
    ordered = sorted(seen, key=lambda sign: sign.ahead)
    if not ordered or (apart := ordered[-1].ahead - ordered[0].ahead) <= CLOCKS_SECONDS:
        return "ok"
    return f"{ordered[-1].name} is {apart:.0f} s ahead of {ordered[0].name}"


def late(seen: list[Sign]) -> dict[str, str]:
    """The jobs that did not end well for too long; without beat none is due."""
    began = [sign.began_at for sign in seen if sign.name == BEAT]
    if not began:
        return {}
    known = {job.name: job for job in jobs()}
    good = last_good_run_of(system("health"), list(known))
    since = datetime.fromtimestamp(began[0], UTC)
    ages = late_jobs(good, since=since, at=timezone.now())
    return {name: _present(age, known[name].every) for name, age in ages.items()}


def _present(age: timedelta, every: timedelta) -> str:
    return f"last done {age.total_seconds():.0f} s ago, due every {every.total_seconds():.0f} s"
