"""Statuses as badges, by word and colour: filters known to every template."""

from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shipments.orders.models import Order
from shipments.parcels.models import ExportClearance, ImportClearance, Movement

register = Library()
# What stands out of a column: all is well, somebody is asked, it has failed; else it is under way.
ORDERS = {
    "delivered": "good",
    "placed": "warn",
    "cancelled": "bad",
    "returned": "bad",
    "lost": "bad",
    "destroyed": "bad",
}
MOVEMENTS = {"delivered": "good", "lost": "bad", "destroyed": "bad", "returned": "bad"}
CLEARANCES = {
    "released": "good",
    "finalised": "good",
    "duty_due": "warn",
    "documents_required": "warn",
    "suspended": "warn",
    "inspection": "warn",
    "return_allowed": "warn",
    "refused": "bad",
    "rejected": "bad",
    "detained": "bad",
    "returned": "bad",
    "not_filed": "quiet",
}
# Of what has a badge written in its template: kinds of things, and of runs how they ended.
TONES: dict[str, dict[str, str]] = {
    "flight": {"arrived": "good", "departed": "info", "cancelled": "bad"},
    "consolidation": {
        "planning": "warn",
        "open": "warn",
        "closed": "info",
        "manifested": "info",
        "departed": "info",
        "arrived": "good",
        "broken_down": "good",
        "completed": "good",
        "cancelled": "bad",
    },
    "replenishment": {
        "expected": "info",
        "receiving": "warn",
        "received": "good",
        "cancelled": "bad",
    },
    "registry": {"concluded": "good"},
    "case": {
        "question": "info",
        "stuck": "warn",
        "lost": "bad",
        "damaged": "bad",
        "doubtful": "warn",
        "discrepancy": "bad",
        "receipt": "warn",
        "money": "warn",
    },
    "message": {
        "read": "good",
        "received": "info",
        "partly": "warn",
        "waiting": "warn",
        "refused": "bad",
        "failed": "bad",
    },
    "delivery": {"waiting": "warn", "delivered": "good", "given_up": "bad"},
    "run": {"draft": "", "done": "good", "partly": "warn", "failed": "bad", "undone": "warn"},
}
STATUS_WORDS: dict[str, Any] = dict(Order.Status.choices)
MOVEMENT_WORDS: dict[str, Any] = dict(Movement.choices)
CLEARANCE_WORDS: dict[str, Any] = dict(ExportClearance.choices) | dict(ImportClearance.choices)


@register.filter
def order_badge(status: str) -> SafeString:
    """The status of an order."""
    return _badge(status, STATUS_WORDS, ORDERS)


@register.filter
def movement_badge(status: str) -> SafeString:
    """Where a parcel is on its way."""
    return _badge(status, MOVEMENT_WORDS, MOVEMENTS)


@register.filter
def clearance_badge(status: str) -> SafeString:
    """How far export or import customs are; what has not begun is not put forward."""
    return _badge(status, CLEARANCE_WORDS, CLEARANCES)


@register.filter
def tone(status: str, kind: str) -> str:
    """The colour of a status of some kind of thing, as a class of its badge."""
    return TONES[kind].get(status, "" if kind == "flight" else "info")


def _badge(status: str, words: Mapping[str, Any], tones: Mapping[str, str]) -> SafeString:
    tone = tones.get(status, "info")
    form = (
        '<span class="muted">{1}</span>' if tone == "quiet" else '<span class="badge {}">{}</span>'
    )
    return format_html(form, tone, words[status])
