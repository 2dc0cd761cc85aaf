"""What a log line may tell."""

import json
import logging
import sys

import pytest

from tracker.logs import configure


def line_of(form: str, secret: str) -> str:
    """The line of a failure in which a variable held a secret."""
    formatter = configure(form)["formatters"]["lines"]["()"]()
    try:
        passport = "".join(["45 08 ", secret])
        raise LookupError(f"{len(passport)} characters")
    except LookupError:
        about = sys.exc_info()
    record = logging.LogRecord("tests", logging.ERROR, "", 0, "it failed", (), about)
    return formatter.format(record)


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_failure_tells_where_but_no_variable(form):
    line = line_of(form, "117733")

    assert "it failed" in line
    assert "LookupError" in line
    assert "line_of" in line
    assert "117733" not in line


def test_a_line_for_machines_is_one_object():
    assert json.loads(line_of("json", "1"))["event"] == "it failed"
