"""Real servers for one test session: begun before Django loads, gone with the session."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from launcher import catalogues, processes, servers, sockets

PREFIX = "tracker-test-"
DATABASES_A_WORKER = 2  # one for the broker, one for the cache

_running: list[processes.Running] = []
_folders: list[Path] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Begin as a wrapper: pytest-django loads the settings inside this hook."""
    begin()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the servers when the session ends, also after Ctrl-C."""
    end()


def begin() -> None:
    """Set DATABASE_URL and REDIS_URL, starting what the environment does not name.

    A pytest-xdist worker inherits both from its controller and takes Valkey databases of its own.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None and not _running:
        catalogues.compile_all()
        _start_what_is_missing()
    if worker is not None and (folder := os.environ.get("TRACKER_TEST_SOCKETS")):
        number = DATABASES_A_WORKER * (1 + int(worker.removeprefix("gw")))
        os.environ["REDIS_URL"] = sockets.redis_url(Path(folder), number)


def end() -> None:
    """Stop the servers and remove their folder; a second call does nothing."""
    while _running:
        item = _running.pop()
        item.ask_to_stop()
        item.wait_until_ended()
    while _folders:
        shutil.rmtree(_folders.pop(), ignore_errors=True)


def _start_what_is_missing() -> None:
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return
    place = _place()
    atexit.register(end)
    if "DATABASE_URL" not in os.environ:
        _running.append(servers.start_postgres(place))
        os.environ["DATABASE_URL"] = sockets.database_url(place.sockets)
    if "REDIS_URL" not in os.environ:
        _running.append(servers.start_valkey(place))
        os.environ["REDIS_URL"] = sockets.redis_url(place.sockets)
        os.environ["TRACKER_TEST_SOCKETS"] = str(place.sockets)


def _place() -> servers.Place:
    parent = sockets.short_temporary_folder()
    _remove_left_over(parent)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=parent))
    _folders.append(folder)
    return servers.Place(folder, folder / "sockets", folder, throwaway=True)


def _remove_left_over(parent: Path) -> None:
    """Remove folders of sessions that were killed; their servers ended with them."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not processes.is_alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)
