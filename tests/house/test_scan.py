"""A whole day leaves no passport, INN, name, street, phone, e-mail or link where none belongs."""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import sentry_sdk
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache

from launcher.paths import ROOT
from shipments import tasks
from shipments.runs.models import Setback
from tests.house.day import Day, Postman, by_celery, settle
from tests.house.scan import Heard, everywhere, leaks, listening, words_of_people
from tests.shipments.notifications.test_dispatch import Listener, listener
from tests.shipments.privacy.people import INN, NAME, fill
from tests.world import NOON

__all__ = ["listener"]
FULL = bool(os.environ.get("TEST_FULL"))
# Hours of the world, orders a day, hours of a step.
SIZE = (14 * 24, 60, 4) if FULL else (96, 16, 12)


def live(day: Day, hook: str) -> None:
    """Orders come in, parcels fly, people look, receivers and servers refuse, tables go away."""
    hours, per_day, step = SIZE
    day.begin(hook)
    day.give_files()
    day.jobs()
    day.look_at_drafts()
    day.place_by_rest()
    day.jobs()
    day.play(hours, per_day=per_day, step_by=timedelta(hours=step))
    day.look_at_drafts()
    day.look()
    Listener.status, Listener.says = 500, day.people[0].name.encode()
    Postman.refuses = True
    day.jobs()
    Postman.refuses = False
    day.jobs()
    day.take_files()
    day.break_a_row()
    day.break_down()


def test_a_day_leaves_no_person_s_words_where_none_belong(
    transactional_db, listener, monkeypatch, tmp_path, record_property
):
    cache.clear()
    settle(monkeypatch, tmp_path)
    with listening() as heard, by_celery(monkeypatch):
        day = Day(heard)
        live(day, listener)
        words = words_of_people()
        places = list(everywhere(heard))
    found = leaks(places, words)

    assert sorted({(place, kind) for place, kind, _word in found}) == []
    for name, count in heard.counts().items():
        record_property(name, count)
    assert set(words.values()) >= {"passport", "inn", "name", "link", "street"}
    assert all(heard.counts().values()), heard.counts()


PLANTS: dict[str, Callable[[Heard], object]] = {
    "log as json": lambda heard: logging.getLogger("any").warning("wrote to %s", NAME),
    "log as console": lambda heard: logging.getLogger("any").warning("wrote to %s", NAME),
    "arguments and results of tasks": lambda heard: tasks.prune_runs.apply((NAME,)),
    "reports to Sentry": lambda heard: _report(),
    "names of files and processes": lambda heard: Path(f"/dev/null/{NAME}").write_text(""),
    "names of downloads": lambda heard: heard.names.append(f"{NAME}.pdf"),
    "column Setback.name": lambda heard: Setback.objects.create(
        step="s", kind="k", item_id=1, name=NAME, failed_at=NOON, began_at=NOON, retry_at=NOON
    ),
    "Redis as cache": lambda heard: cache.set("of-a-person", NAME),
    "sessions": lambda heard: _session(),
}


def _report() -> None:
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("who", INN)
        sentry_sdk.capture_message("planted")


def _session() -> None:
    kept = SessionStore()
    kept["found"] = NAME
    kept.save()


@pytest.mark.parametrize("place", PLANTS)
def test_a_word_that_is_planted_is_found(make_parcels, place):
    fill(*make_parcels(1), NOON)
    cache.clear()
    words = words_of_people()
    with listening() as heard:
        assert leaks(everywhere(heard), words) == set()
        with suppress(OSError, TypeError):
            PLANTS[place](heard)
        found = leaks(everywhere(heard), words)
    cache.clear()

    assert place in {where for where, _kind, _word in found}


def test_the_web_server_writes_no_line_of_its_own_of_a_request():
    """The product's line names a request; the server's would hold buyers' links."""
    folders = (ROOT / "deploy", ROOT / "launcher")
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    serving = {
        file: text
        for file in files
        if file.suffix != ".pyc" and "--interface" in (text := file.read_text())
    }

    assert len(serving) >= 3
    assert all("--no-access-log" in text for text in serving.values())
