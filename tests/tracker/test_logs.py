"""What a log line may tell."""

import json
import logging
import sys

import pytest

from tracker.logs import WithoutValues, configure

PERSON = "Щербаков y@example.com +79430001122"


def line_of(form: str, secret: str) -> str:
    """The line of a failure in which a variable held a secret."""
    formatter = configure(form)["formatters"]["lines"]["()"]()
    try:
        passport = "".join(["45 08 ", secret])
        raise LookupError(f"{len(passport)} characters of {PERSON}, {secret}")
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
    assert not {*PERSON.split()} & {*line.split()}


def test_celery_tells_of_a_failed_task_without_what_it_quotes():
    args = {"name": "t", "exc": "ValueError('Щербаков')", "args": "['+79430001122']"}
    record = logging.LogRecord("celery", logging.ERROR, "", 0, "%(name)s: %(exc)s", (args,), None)

    assert WithoutValues().filter(record)

    assert record.getMessage() == "t: ValueError(…)"


def test_a_line_for_machines_is_one_object():
    assert json.loads(line_of("json", "1"))["event"] == "it failed"
