"""The web server outlives its workers."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from launcher import parts, processes
from launcher.processes import Program, Running, last_lines

APP = "def application(environ, start):\n    start('200 OK', [])\n    return [b'here']\n"


@pytest.fixture
def server(tmp_path):
    """The demo's own command, with an application that needs nothing, and its address."""
    (tmp_path / "small.py").write_text(APP)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    web = dict(parts.programs(port))["Web"]
    command = [*web.command[:-1], "small:application"]
    running = processes.start(
        Program("web", command, tmp_path / "log", environment=web.environment, folder=tmp_path)
    )
    yield running, f"http://127.0.0.1:{port}/"
    running.ask_to_stop()
    running.wait_until_ended()


def answers(url: str, running: Running) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and not running.has_ended():
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read() == b"here"
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def workers(running: Running) -> list[int]:
    pid = running.process.pid
    words = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    named = {int(word): Path(f"/proc/{word}/cmdline").read_bytes() for word in words}
    return [child for child, command in named.items() if b"resource_tracker" not in command]


def test_killed_workers_are_replaced_and_the_service_goes_on(server):
    running, url = server
    assert answers(url, running)
    before = workers(running)
    assert len(before) == 2

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert answers(url, running), last_lines(running.program.log)
    assert not running.has_ended()
    until = time.monotonic() + 30
    while set(workers(running)) & set(before):
        assert time.monotonic() < until, last_lines(running.program.log)
        time.sleep(0.1)
