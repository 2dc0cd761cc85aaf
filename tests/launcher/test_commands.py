"""What the commands run in the environment."""

import pytest

from launcher import browser, commands, environment


@pytest.fixture
def started(monkeypatch) -> list[list[str]]:
    """The arguments with which this process would have gone on."""
    calls: list[list[str]] = []
    monkeypatch.setattr(environment, "ensure", lambda requirements: None)
    monkeypatch.setattr(browser, "prepare", lambda: None)
    monkeypatch.setattr(commands, "_replaced_by", lambda arguments: calls.append(arguments) or 0)
    return calls


def test_the_full_suite_is_run_under_the_coverage_gate(started, monkeypatch):
    monkeypatch.setenv("TEST_FULL", "1")

    commands.main(["test"])

    assert started == [["-m", "pytest", "-n", "2", "--cov", "--cov-report="]]


def test_the_suite_of_every_day_is_not_measured(started, monkeypatch):
    monkeypatch.delenv("TEST_FULL", raising=False)

    commands.main(["test"])

    assert started == [["-m", "pytest", "-n", "2"]]


def test_a_part_of_the_suite_is_run_without_the_gate(started):
    commands.main(["test", "tests/launcher"])

    assert started == [["-m", "pytest", "-n", "2", "tests/launcher"]]


def test_an_unknown_command_names_the_known_ones_and_starts_nothing(started, capsys):
    assert commands.main(["tset"]) == 2

    assert "test" in capsys.readouterr().err.split()
    assert started == []
