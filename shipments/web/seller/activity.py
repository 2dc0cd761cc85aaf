"""Who did what with an order: placed, paid, corrected, packed, held, cancelled, delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments.event_codes import EventCode
from shipments.history.queries import changes_of
from shipments.holds.models import Hold
from shipments.holds.queries import holds_of
from shipments.orders.lines import LINES
from shipments.orders.models import Order
from shipments.orders.placing import PLACED
from shipments.orders.receivers import CORRECTED, FROM_SHOP
from shipments.orders.receivers import NOTED as NOTE_CORRECTED
from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.queries import StoryLine, persons_of, story

# What of the history is no move of a status.
NOTED: dict[str, Any] = {
    PLACED: _("Order placed"),
    CORRECTED: _("Receiver and address corrected"),
    NOTE_CORRECTED: _("Note corrected"),
    FROM_SHOP: _("Receiver and address taken over from the shop"),
}
# Reasons that we write ourselves.
WHYS: dict[str, Any] = {
    "cancellation undone": _("cancellation taken back"),
    "never paid": _("never paid"),
    "cancelled in the shop": _("cancelled in the shop"),
}
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
class Deed:
    """One line of the history; `by` is a name, a job or a partner, "" where nobody is known."""

    at: datetime
    text: Any
    by: str = ""
    why: str = ""


def activity_of(order: Order, parcels: Sequence[Parcel]) -> list[Deed]:
    """All that people, jobs and partners did with an order, oldest first."""
    deeds = [_change(change) for change in changes_of(order)]
    if not any(deed.text == NOTED[PLACED] for deed in deeds):
        deeds.append(Deed(order.recorded_at, NOTED[PLACED]))
    persons = persons_of(parcels)
    for parcel in parcels:
        told = {(line.code, line.happened_at): line for line in reversed(story(parcel))}
        deeds += [
            _step(parcel, line, *persons.get((parcel.pk, line.code, line.happened_at), ("", "")))
            for line in told.values()
            if line.code in STEPS
        ]
    for hold in holds_of(parcels):
        deeds += _held(hold)
    return sorted(deeds, key=lambda deed: deed.at)


def _change(change: Any) -> Deed:
    if change.why in NOTED:
        return Deed(change.happened_at, NOTED[change.why], change.by)
    if change.why.startswith(LINES):
        what = change.why.removeprefix(LINES)
        return Deed(change.happened_at, _("Goods corrected"), change.by, what)
    words = dict(Order.Status.choices)
    old, new = (words.get(word, word) for word in (change.old, change.new))
    why = WHYS.get(change.why, change.why)
    return Deed(change.happened_at, f"{old} → {new}", change.by, str(why))


def _step(parcel: Parcel, line: StoryLine, by: str, why: str) -> Deed:
    """What happened to a parcel, by who did it: a person where one is written down."""
    text = f"{parcel.number}: {CODES[line.code].text(get_language() or 'en')}"
    return Deed(line.happened_at, text, by or line.source, why)


def _held(hold: Hold) -> list[Deed]:
    number, why = hold.parcel.number, hold.get_reason_display()
    placed = _("%(number)s: put on hold") % {"number": number}
    deeds = [
        Deed(hold.placed_at, placed, hold.placed_by, f"{why}. {hold.note}" if hold.note else why)
    ]
    if hold.released_at:
        released = _("%(number)s: hold released") % {"number": number}
        deeds.append(Deed(hold.released_at, released, hold.released_by, why))
    return deeds
