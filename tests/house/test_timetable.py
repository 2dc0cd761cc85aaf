"""The timetable names jobs that exist and queues that are served."""

from inspect import signature

from django.conf import settings

from tracker.celery import app
from tracker.timetable import TIMETABLE


def test_each_entry_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in TIMETABLE.values()} <= set(app.tasks)


def test_no_task_is_given_anything_that_would_lie_in_the_queue():
    app.loader.import_default_modules()
    ours = [app.tasks[entry["task"]] for entry in TIMETABLE.values()]

    assert not [task.name for task in ours if signature(task.run).parameters]


def test_each_entry_waits_in_a_known_queue():
    assert {entry["options"]["queue"] for entry in TIMETABLE.values()} <= set(settings.QUEUES)
