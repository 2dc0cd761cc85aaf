"""The Celery app: where its settings, tasks and timetable come from, and its sign of life."""

import ctypes
import os
import signal
from typing import Any

import structlog
from celery import Celery
from celery.signals import (
    heartbeat_sent,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_process_init,
    worker_shutting_down,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

SET_PARENT_DEATH_SIGNAL = 1  # linux/prctl.h

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_finalize.connect
def set_timetable(sender: Celery, **_: Any) -> None:
    """Read the timetable when Django's apps are loaded."""
    from tracker.timetable import TIMETABLE  # noqa: PLC0415 - may name tasks, so Django comes first

    sender.conf.beat_schedule = TIMETABLE


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Keep Django's logging: by being connected, Celery does not set up its own."""


@heartbeat_sent.connect
def show_life(sender: Any, **_: Any) -> None:
    """Leave a mark in Redis, so that `/readyz` knows of this worker."""
    from tracker.life import leave_mark  # noqa: PLC0415 - needs Django's settings

    leave_mark(sender.eventer.hostname, app.amqp.queues.consume_from)


@worker_shutting_down.connect
def take_leave(sender: str, **_: Any) -> None:
    """Take the mark away, so that `/readyz` does not wait for it to fade."""
    from tracker.life import remove_mark  # noqa: PLC0415 - needs Django's settings

    remove_mark(sender)


@task_prerun.connect
def name_lines(task_id: str, task: Any, **_: Any) -> None:
    """Let each line that is logged in a task tell which one it was."""
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name)


@task_postrun.connect
def name_no_more_lines(**_: Any) -> None:
    """Leave no task's name to the lines after it."""
    structlog.contextvars.clear_contextvars()


@worker_process_init.connect
def end_with_worker(**_: Any) -> None:
    """Let a pool process end when its worker was killed: the task is given out again."""
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
