"""Real PostgreSQL and Valkey for every test session, and the cast."""

import pytest

from launcher import testing

testing.begin()

pytest_plugins = ["tests.cast"]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers when the session ends, also after Ctrl-C."""
    testing.end()
