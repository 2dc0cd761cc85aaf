"""The timetable names jobs that exist and queues that are served."""

from django.conf import settings

from tracker.celery import app
from tracker.timetable import TIMETABLE


def test_each_entry_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in TIMETABLE.values()} <= set(app.tasks)


def test_each_entry_waits_in_a_known_queue():
    assert {entry["options"]["queue"] for entry in TIMETABLE.values()} <= set(settings.QUEUES)
