"""How log lines look: one JSON object a line for machines, or plain text for people."""

import logging
import traceback
from typing import Any, TextIO

import structlog

from shipments.numbers.masks import without_values

SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class WithoutValues(logging.Filter):
    """Takes out of Celery's lines what an exception quotes, and with what a task was called."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args:
            unsaid = {"args": "", "kwargs": "", "traceback": ""}
            record.args = record.args | unsaid | {"exc": without_values(str(record.args["exc"]))}
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
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def _unsaid(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A failure and its causes, of which no text quotes a value."""
    return [one | {"exc_value": without_values(one.get("exc_value", ""))} for one in told]


def _plain(out: TextIO, about: Any) -> None:
    """A failure as plain text, without values."""
    out.write(without_values("".join(traceback.format_exception(*about))))


def _formatter(form: str) -> structlog.stdlib.ProcessorFormatter:
    """A failure tells its lines, never the values of its variables: those are people's data."""
    last: list[structlog.typing.Processor] = [
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=_plain)
    ]
    if form == "json":
        told = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        rendered = structlog.processors.ExceptionRenderer(lambda about: _unsaid(told(about)))
        last = [rendered, structlog.processors.JSONRenderer()]
    drop = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=SHARED, processors=[drop, *last])
