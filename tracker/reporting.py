"""Sentry is told where something failed, and nothing of whom: no body, value or link."""

from typing import Any

import sentry_sdk
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.transport import Transport

from tracker.secrecy import without_secrets

# What an event is made of, at its top: where, what kind, which version.
TOLD = frozenset(
    {
        "event_id",
        "timestamp",
        "level",
        "logger",
        "platform",
        "release",
        "environment",
        "transaction",
        "transaction_info",
        "exception",
        "logentry",
        "request",
        "tags",
        "sdk",
        "modules",
        "fingerprint",
        "server_name",
        "contexts",
    }
)
CONTEXTS = frozenset({"runtime", "trace"})
FRAME = frozenset({"filename", "function", "module", "lineno", "context_line", "in_app"})


def begin(dsn: str, *, part: str, transport: type[Transport] | None = None) -> None:
    """Report errors of this part of the product to Sentry."""
    sentry_sdk.init(
        dsn=dsn,
        environment=part,
        transport=transport,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=only_what_is_safe,
        integrations=[DjangoIntegration(), CeleryIntegration(), LoggingIntegration()],
        traces_sample_rate=None,
    )


def only_what_is_safe(event: Any, hint: dict[str, Any]) -> Any:
    """The event with what is named here alone; an exception keeps its kind, and not its words."""
    kept = {name: value for name, value in event.items() if name in TOLD}
    kept["exception"] = {"values": [_failure(value) for value in _values(event, "exception")]}
    kept["contexts"] = _only(event.get("contexts"), CONTEXTS)
    if entry := event.get("logentry"):
        kept["logentry"] = {"message": without_secrets(str(entry.get("message", "")))}
    if asked := event.get("request"):
        kept["request"] = {"method": asked.get("method")}
    if where := event.get("transaction"):
        kept["transaction"] = without_secrets(where)
    return kept


def _values(event: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return list((event.get(name) or {}).get("values") or ())


def _failure(row: dict[str, Any]) -> dict[str, Any]:
    """An exception by its kind and its lines; its words may be a person's."""
    frames = (row.get("stacktrace") or {}).get("frames") or ()
    told = [_only(frame, FRAME) for frame in frames]
    return {**_only(row, {"type", "module", "mechanism"}), "stacktrace": {"frames": told}}


def _only(some: dict[str, Any] | None, names: Any) -> dict[str, Any]:
    return {name: value for name, value in (some or {}).items() if name in names}
