"""A parcel that comes later than was promised: both windows, and words ready for its buyer."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext, override

from shipments.journeys.queries import PublicJourney
from shipments.moments import local_day, zone_named
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel
from shipments.tracking.lateness import promise_day
from shipments.web.timeline import present_line, present_window

# In which languages a buyer is written to.
NOON = time(12)
WRITTEN_IN = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True)
class Words:
    """A text to send, in a language named in itself; `key` tells texts of one page apart."""

    key: str
    language: str
    text: str


def late_part(parcel: Parcel, journey: PublicJourney) -> dict[str, Any]:
    """For the page of an order: whether the parcel is late, the promised window, the texts."""
    order = parcel.order
    is_late = parcel.movement in Movement.UNDER_WAY and _is_late(parcel, journey)
    return {
        "is_late": is_late,
        "promised": _promised(order, journey) if is_late else "",
        "words": [_words(parcel, journey, item) for item in WRITTEN_IN] if is_late else [],
    }


def _is_late(parcel: Parcel, journey: PublicJourney) -> bool:
    if parcel.promised_to is None:
        return bool(journey.changes)
    zone = zone_named(journey.zone)
    comes = journey.window.latest.astimezone(zone).date() if journey.window else None
    past = parcel.promised_to < promise_day(journey.at)
    return past or bool(comes and comes > parcel.promised_to and journey.changes)


def _promised(order: Order, journey: PublicJourney) -> str:
    """The window as it was promised, in the reader's words."""
    language = get_language() or "en"
    days = [order.promised_from, order.promised_to]
    moments = [datetime.combine(day, NOON, tzinfo=UTC) for day in days if day]
    return " – ".join(local_day(moment, language, at=journey.at) for moment in moments)


def _words(parcel: Parcel, journey: PublicJourney, language: str) -> Words:
    """What the seller may send to the buyer; nothing in it that is not known."""
    with override(language):
        parts = [
            gettext("Hello! Your order %(order)s (parcel %(parcel)s) comes later than promised.")
            % {"order": parcel.order.number, "parcel": parcel.number}
        ]
        if why := _why(journey, language):
            parts.append(gettext("The reason: %(why)s.") % {"why": why})
        if window := present_window(journey):
            parts.append(gettext("It is expected on %(first)s – %(last)s.") % window)
        link = f"{settings.PUBLIC_URL}/t/{parcel.token}/"
        parts.append(gettext("Where it is now: %(link)s") % {"link": link})
    return Words(f"words-{parcel.pk}-{language}", WRITTEN_IN[language], " ".join(parts))


def _why(journey: PublicJourney, language: str) -> str:
    """The latest reason of another day, as the buyer's own page tells it."""
    for line in journey.changes:
        told = present_line(line, language, at=journey.at)
        return f"{told.text}: {told.reason}" if told.reason else told.text
    return ""
