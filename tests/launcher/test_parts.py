"""What stops a demo before it begins: ports that are taken, words that are no port, DEBUG=0."""

import socket

import pytest

from launcher import lock, parts
from launcher.errors import CannotStart


def test_a_busy_port_is_refused_with_its_cure():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken.*PORT={port + 1} make demo"):
            parts.refuse_busy_port(port)


@pytest.mark.parametrize("text", ["http", "0", "70000", "-1"])
def test_a_word_that_is_no_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)

    with pytest.raises(CannotStart, match="a port is a number"):
        parts.wanted_port()


def test_without_a_word_the_port_is_8000(monkeypatch):
    monkeypatch.delenv("PORT", raising=False)

    assert parts.wanted_port() == 8000


@pytest.mark.parametrize("text", ["0", "False", "off"])
def test_the_demo_does_not_start_in_production(monkeypatch, text):
    monkeypatch.setenv("DEBUG", text)

    with pytest.raises(CannotStart, match="DEBUG=0"):
        parts.refuse_production()


def test_a_second_demo_of_the_same_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(lock, "PATH", tmp_path / "demo.lock")

    assert not lock.demo_is_running()
    with lock.take():
        assert lock.demo_is_running()
        with pytest.raises(CannotStart, match="runs already"):
            lock.take()
    assert not lock.demo_is_running()
