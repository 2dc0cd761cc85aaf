"""The jobs of the timetable, as Celery's beat knows them, and asking for one to run now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from shipments.actor import Actor, Role
from shipments.errors import NotFound, WrongState
from shipments.sentences import say

# Within this time a second click asks for nothing more.
ASKED_FOR = timedelta(minutes=1)
# Celery cuts a job off after seven minutes: so long another may hold the only free hand.
LONGEST_WAIT = timedelta(minutes=8)


@dataclass(frozen=True, slots=True)
class Job:
    """One job: its name, the task that does it, how often it is due, and the queue it waits in."""

    name: str
    task: str
    every: timedelta
    queue: str


def jobs() -> list[Job]:
    """Every job of the timetable, in its order."""
    if not current_app.tasks:
        return []
    return [_job(entry) for entry in current_app.conf.beat_schedule.values()]


def _job(entry: dict) -> Job:
    name, seconds = entry["task"].rpartition(".")[2], float(entry["schedule"])
    return Job(name, entry["task"], timedelta(seconds=seconds), entry["options"]["queue"])


def patience(job: Job) -> timedelta:
    """How long a job's last good run may be ago: it may wait behind one that takes its time."""
    return job.every * 3 + LONGEST_WAIT


def late_jobs(good: dict[str, datetime], *, since: datetime, at: datetime) -> dict[str, timedelta]:
    """The jobs whose last good run is too long ago, and how long.

    `good` are the moments of their last good runs, `since` when beat began: what was not due before
    that is not missed. All is real time.
    """
    ages = {job: at - max(good.get(job.name, since), since) for job in jobs()}
    return {job.name: age for job, age in ages.items() if age > patience(job)}


def ask_run(*, name: str, by: Actor, at: datetime) -> bool:
    """Send a job to its queue now; False where it was asked for within the minute.

    `at` is real time. Raises NotFound for a job that is in no timetable, WrongState without Redis.
    """
    by.require(Role.PLANNER)
    job = next((job for job in jobs() if job.name == name), None)
    if job is None:
        raise NotFound("no_job", _("There is no such job."), {"job": name[:60]})
    if not cache.add(_key(name), at.isoformat(), timeout=int(ASKED_FOR.total_seconds())):
        return False
    try:
        seconds = ASKED_FOR.total_seconds() * 10
        current_app.send_task(job.task, queue=job.queue, expires=seconds, retry=False)
    except OperationalError:
        raise WrongState("no_queue", say("The queue is away: try again in a minute.")) from None
    return True


def asked_at() -> dict[str, datetime]:
    """The jobs that were asked for within the minute, and when."""
    names = {_key(job.name): job.name for job in jobs()}
    found = {names[key]: parse_datetime(text) for key, text in cache.get_many(names).items()}
    return {name: moment for name, moment in found.items() if moment is not None}


def _key(name: str) -> str:
    return f"job-asked:{name}"
