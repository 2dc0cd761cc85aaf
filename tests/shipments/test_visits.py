"""Visits are counted in a process, shared once a second, and limited also without Redis."""

import pytest
from django.core.cache import cache

from shipments import memory, visits
from shipments.visits import Visits


@pytest.fixture(autouse=True)
def moments(monkeypatch):
    cache.clear()
    since = [100.0]
    monkeypatch.setattr(visits, "monotonic", lambda: since[0])
    monkeypatch.setattr(visits, "time", lambda: 6000.0)
    return since


def ask(process: Visits, who: str = "a", times: int = 1, limit: int = 3) -> list[bool]:
    return [bool(process.wait([("t", who, limit, 1)])) for _ in range(times)]


def test_past_the_limit_one_waits_until_the_stretch_ends():
    process = Visits(seconds=60)

    assert ask(process, times=4) == [False, False, False, True]
    assert process.wait([("t", "a", 3, 1)]) == 60
    assert ask(process, who="b") == [False]


def test_another_process_learns_of_them_within_a_second(moments):
    one, other = Visits(seconds=60), Visits(seconds=60)
    ask(one, times=2)
    moments[0] += 2
    ask(one)
    ask(other)

    moments[0] += 2
    assert ask(other) == [True]


def test_a_thousand_visits_take_one_trip(monkeypatch):
    trips = []
    process = Visits(seconds=60)
    monkeypatch.setattr(process, "_added", lambda names: trips.append(names) or [1] * len(names))

    ask(process, times=1000, limit=5000)

    assert len(trips) == 1


def test_without_redis_each_process_still_counts_its_own(monkeypatch):
    monkeypatch.setattr(memory, "is_away", lambda: True)
    process = Visits(seconds=60)

    assert ask(process, times=4) == [False, False, False, True]


def test_a_new_stretch_begins_at_nothing(monkeypatch):
    process = Visits(seconds=60)
    ask(process, times=4)
    monkeypatch.setattr(visits, "time", lambda: 6060.0)

    assert ask(process) == [False]
