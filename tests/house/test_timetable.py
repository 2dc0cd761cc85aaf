"""The timetable names jobs that exist and queues that are served, here and in earnest."""

import re
from inspect import signature
from pathlib import Path

from django.conf import settings

from launcher import parts
from tracker.celery import app
from tracker.queues import QUEUES
from tracker.timetable import TIMETABLE

DEPLOY = Path(settings.BASE_DIR) / "deploy"


def test_each_entry_names_a_task_that_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in TIMETABLE.values()} <= set(app.tasks)


def test_no_task_is_given_anything_that_would_lie_in_the_queue():
    app.loader.import_default_modules()
    ours = [app.tasks[entry["task"]] for entry in TIMETABLE.values()]

    assert not [task.name for task in ours if signature(task.run).parameters]


def test_each_entry_waits_in_a_known_queue():
    assert {entry["options"]["queue"] for entry in TIMETABLE.values()} == set(QUEUES)


def test_every_queue_is_served_in_the_demo_and_by_every_way_of_running_it():
    compose = re.findall(r'-Q, "?([a-z,]+)"?', (DEPLOY / "compose.yaml").read_text())
    unit = (DEPLOY / "systemd" / "tracker-worker@.service").read_text()
    served = [
        [one.split(",") for one in parts.WORKERS.values()],
        [one.rstrip(",").split(",") for one in compose],
        [[name] for name in re.findall(r"@([a-z]+)[,;]", unit)],
    ]

    for workers in served:
        assert sorted(name for queues in workers for name in queues) == sorted(QUEUES)
        [urgent] = [one for one in workers if "critical" in one]
        assert set(urgent) <= {"critical", "default"}, "nothing urgent waits for letters"


def test_no_task_is_dropped_for_a_clock_that_is_a_little_off():
    assert min(entry["options"]["expires"] for entry in TIMETABLE.values()) >= 60
