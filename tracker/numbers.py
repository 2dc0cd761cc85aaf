"""The product in numbers, for Prometheus: what lives, what waits, what failed, and for how long."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta

import redis
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from shipments.actor import system
from shipments.dashboards.standstill import waiting_work
from shipments.runs.queries import failures_since, last_good_run_of
from shipments.runs.timetable import jobs
from tracker import latency
from tracker.heartbeat import BEAT, queue_lengths, signs

LATELY = timedelta(hours=1)


class Numbers(Collector):
    """The numbers at the time of asking; those of a part that is away are left out."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("tracker_up", "1 when the part is reachable", labels=["part"])
        for name, part in {"database": _of_database, "redis": _of_redis}.items():
            try:
                families = list(part())
            except (redis.RedisError, DatabaseError, InterfaceError):
                connection.close_if_unusable_or_obsolete()
                up.add_metric([name], 0)
            else:
                up.add_metric([name], 1)
                yield from families
        yield up


def _of_redis() -> Iterator[Metric]:
    seen = signs()
    workers = [sign for sign in seen if sign.name != BEAT]
    yield GaugeMetricFamily("tracker_workers", "Workers seen lately", value=len(workers))
    lives = len(seen) - len(workers)
    yield GaugeMetricFamily("tracker_beat", "1 when beat was seen lately", value=lives)
    lengths = queue_lengths()
    served = {queue: sum(queue in worker.queues for worker in workers) for queue in lengths}
    yield _family("tracker_queue_workers", "Workers of a queue", "queue", served.items())
    yield _family("tracker_tasks_waiting", "Tasks not yet taken", "queue", lengths.items())
    ahead = [(sign.name, sign.ahead) for sign in seen]
    yield _family("tracker_clock_ahead_seconds", "A clock against that of Redis", "who", ahead)
    yield latency.family()


def _of_database() -> Iterator[GaugeMetricFamily]:
    now, by, known = timezone.now(), system("metrics"), jobs()
    names = [job.name for job in known]
    good = last_good_run_of(by, names)
    ages = [(name, (now - moment).total_seconds()) for name, moment in good.items()]
    yield _family("tracker_job_age_seconds", "Since a job last ended well", "job", ages)
    periods = [(job.name, job.every.total_seconds()) for job in known]
    yield _family("tracker_job_period_seconds", "How often a job is due", "job", periods)
    failed = {row["job"]: row["n"] for row in failures_since(by, names, now - LATELY)}
    counts = [(name, failed.get(name, 0)) for name in names]
    yield _family("tracker_job_failures", "Failed runs of the last hour", "job", counts)
    yield from _of_waiting()
    yield _family("tracker_database_connections", "By state", "state", _connections())


def _of_waiting() -> Iterator[GaugeMetricFamily]:
    found = asdict(waiting_work())
    ages = [(name.removesuffix("_age"), n) for name, n in found.items() if name.endswith("_age")]
    yield _family("tracker_oldest_seconds", "How long the oldest waits", "what", ages)
    counts = [(name, n) for name, n in found.items() if not name.endswith("_age")]
    yield _family("tracker_waiting", "Rows that wait or were given up", "what", counts)


def _connections() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() GROUP BY 1"
        )
        return list(cursor.fetchall())


def _family(
    name: str, means: str, label: str, values: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, means, labels=[label])
    for word, value in values:
        family.add_metric([word], value)
    return family
