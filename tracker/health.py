"""What operators and their machines ask: alive, ready, and in numbers."""

from collections.abc import Callable, Iterator

import redis
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from tracker.life import living_workers, queue_lengths


@require_safe
@never_cache
@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; it asks nobody else."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, Redis and at least one worker are reachable, else 503 naming which not."""
    parts = {name: answer() for name, answer in PARTS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    status = "ok" if is_ready else "not ready"
    return JsonResponse({"status": status, **parts}, status=200 if is_ready else 503)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Numbers())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Numbers(Collector):
    """What is reachable, how many workers live and how many tasks wait, at the time of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One family of numbers after the other; those of an unreachable Redis are left out."""
        up = GaugeMetricFamily("tracker_up", "1 when the part is reachable", labels=["part"])
        for name, answer in PARTS.items():
            up.add_metric([name], float(answer() == "ok"))
        yield up
        try:
            yield from _numbers_of_redis()
        except redis.RedisError:
            return


def _numbers_of_redis() -> Iterator[GaugeMetricFamily]:
    workers = len(living_workers())
    yield GaugeMetricFamily("tracker_workers", "Workers seen lately", value=workers)
    waiting = GaugeMetricFamily("tracker_tasks_waiting", "Tasks not yet taken", labels=["queue"])
    for queue, length in queue_lengths().items():
        waiting.add_metric([queue], length)
    yield waiting


def _database() -> str:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "unreachable"
    return "ok"


def _redis() -> str:
    try:
        queue_lengths()
    except redis.RedisError:
        return "unreachable"
    return "ok"


def _worker() -> str:
    try:
        return "ok" if living_workers() else "not seen"
    except redis.RedisError:
        return "unknown"


PARTS: dict[str, Callable[[], str]] = {"database": _database, "redis": _redis, "worker": _worker}
