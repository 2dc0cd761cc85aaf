"""How log lines look: one JSON object a line for machines, or plain text for people."""

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from shipments.numbers.masks import without_values
from tracker.secrecy import logged_path, without_secrets


def hide_secrets(logger: Any, method: str, line: MutableMapping[str, Any]) -> Any:
    """A processor: no text of a line holds the secret of a link or a row of the database."""
    for name, value in line.items():
        if isinstance(value, str):
            line[name] = without_secrets(value)
    return line


SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class WithoutValues(logging.Filter):
    """Takes out of Celery's lines what an exception quotes, and with what a task was called.

    Of Django's lines about a request it takes the path, as the line of the request itself does.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args:
            unsaid = {"args": "", "kwargs": "", "traceback": ""}
            record.args = record.args | unsaid | {"exc": without_values(str(record.args["exc"]))}
        if (request := getattr(record, "request", None)) is not None and record.args:
            told = logged_path(request, getattr(record, "status_code", 500))
            record.args = tuple(told if arg == request.path else arg for arg in record.args)
        return True


def configure(form: str) -> dict[str, Any]:
    """Set up structlog and return Django's LOGGING; `form` is `json` or `console`."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lambda: _formatter(form)}},
        "filters": {"without_values": {"()": WithoutValues}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "filters": ["without_values"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "propagate": True, "level": "INFO"},
            "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
            # Each refused page is a line of its request already; a strange Host is nobody's fault.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            # It would write down sellers' addresses, and what stands in them may be a secret.
            "httpx": {"level": "WARNING"},
        },
    }


def _unsaid(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A failure and its causes, of which no text quotes a value."""
    return [item | {"exc_value": without_values(item.get("exc_value", ""))} for item in told]


def _plain(out: TextIO, about: Any) -> None:
    """A failure as plain text, without values."""
    out.write(without_secrets(without_values("".join(traceback.format_exception(*about)))))


def _formatter(form: str) -> structlog.stdlib.ProcessorFormatter:
    """A failure tells its lines, never the values of its variables: those are people's data."""
    last: list[structlog.typing.Processor] = [
        hide_secrets,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=_plain),
    ]
    if form == "json":
        told = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        rendered = structlog.processors.ExceptionRenderer(lambda about: _unsaid(told(about)))
        last = [rendered, hide_words, hide_secrets, structlog.processors.JSONRenderer()]
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=[drop, *last])


def hide_words(logger: Any, method: str, line: MutableMapping[str, Any]) -> Any:
    """A processor: the words of a failure as those of any line."""
    failures = line.get("exception")
    for failure in failures if isinstance(failures, list) else ():
        failure["exc_value"] = without_secrets(str(failure.get("exc_value", "")))
    return line
