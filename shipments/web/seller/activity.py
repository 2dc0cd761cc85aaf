"""Who did what with an order: placed, paid, corrected, packed, held, cancelled, delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments.event_codes import EventCode
from shipments.history.models import Change
from shipments.history.queries import changes_of
from shipments.holds.models import Hold
from shipments.holds.queries import holds_of
from shipments.orders.models import Order
from shipments.orders.reasons import WITHOUT_MOVE, OrderReason
from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.queries import StoryLine, persons_of, story

# What of a parcel's story an order's history tells.
STEPS = {
    EventCode.DEPARTED,
    EventCode.HANDED_OVER,
    EventCode.DELIVERED,
    EventCode.RETURNING,
    EventCode.RETURNED,
    EventCode.LOST,
    EventCode.DESTROYED,
    EventCode.FOUND,
    EventCode.CANCELLED,
    EventCode.CANCELLATION_UNDONE,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the history; `by` is a name, a job or a partner, "" where nobody is known."""

    at: datetime
    text: Any
    by: str = ""
    why: str = ""


def activity_of(order: Order, parcels: Sequence[Parcel]) -> list[Action]:
    """All that people, jobs and partners did with an order, oldest first."""
    changes = list(changes_of(order))
    actions = [_change(change) for change in changes]
    if not any(change.reason == OrderReason.PLACED for change in changes):
        actions.append(Action(order.recorded_at, OrderReason.PLACED.label))
    persons = persons_of(parcels)
    for parcel in parcels:
        told = {(line.code, line.happened_at): line for line in reversed(story(parcel))}
        actions += [
            _step(parcel, line, *persons.get((parcel.pk, line.code, line.happened_at), ("", "")))
            for line in told.values()
            if line.code in STEPS
        ]
    for hold in holds_of(parcels):
        actions += _held(hold)
    return sorted(actions, key=lambda action: action.at)


def _change(change: Change) -> Action:
    reason = str(OrderReason(change.reason).label) if change.reason else ""
    if change.reason in WITHOUT_MOVE:
        return Action(change.happened_at, reason, change.by, change.note)
    words = dict(Order.Status.choices)
    old, new = (words.get(word, word) for word in (change.old, change.new))
    return Action(change.happened_at, f"{old} → {new}", change.by, reason or change.note)


def _step(parcel: Parcel, line: StoryLine, by: str, why: str) -> Action:
    """What happened to a parcel, by who did it: a person where one is written down."""
    text = f"{parcel.number}: {CODES[line.code].text(get_language() or 'en')}"
    return Action(line.happened_at, text, by or line.source, why)


def _held(hold: Hold) -> list[Action]:
    number, why = hold.parcel.number, hold.get_reason_display()
    placed = _("%(number)s: put on hold") % {"number": number}
    actions = [
        Action(hold.placed_at, placed, hold.placed_by, f"{why}. {hold.note}" if hold.note else why)
    ]
    if hold.released_at:
        released = _("%(number)s: hold released") % {"number": number}
        actions.append(Action(hold.released_at, released, hold.released_by, why))
    return actions
