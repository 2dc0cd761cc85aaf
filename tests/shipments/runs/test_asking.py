"""A planner asks for a job, which goes to its queue once a minute however often he clicks."""

import pytest
from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError

from shipments.actor import Actor, Role
from shipments.errors import NotAllowed, NotFound, WrongState
from shipments.runs.timetable import ask_run, asked_at, jobs
from tests.world import NOON

PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
WEI = Actor("wei", frozenset({Role.WAREHOUSE}))


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, str]]:
    """The tasks that went to a queue."""
    cache.clear()
    found: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app, "send_task", lambda name, queue, **more: found.append((name, queue))
    )
    return found


def test_a_job_goes_to_its_own_queue_and_not_twice_in_a_minute(sent):
    job = jobs()[0]

    answers = [ask_run(name=job.name, by=PAVEL, at=NOON) for _ in range(2)]

    assert answers == [True, False]
    assert sent == [(job.task, job.queue)]
    assert asked_at() == {job.name: NOON}


def test_a_job_of_no_timetable_is_not_there(sent):
    with pytest.raises(NotFound):
        ask_run(name="dig_a_hole", by=PAVEL, at=NOON)

    assert (sent, asked_at()) == ([], {})


def test_the_warehouse_asks_for_no_job(sent):
    with pytest.raises(NotAllowed):
        ask_run(name=jobs()[0].name, by=WEI, at=NOON)

    assert (sent, asked_at()) == ([], {})


def test_without_the_queue_the_asker_is_told_to_try_again(sent, monkeypatch):
    def away(*args: object, **more: object) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)

    with pytest.raises(WrongState):
        ask_run(name=jobs()[0].name, by=PAVEL, at=NOON)

    assert sent == []
