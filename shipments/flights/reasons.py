"""Why a flight or a parcel's place on it changes, chosen from words that every reader has."""

from typing import TypedDict

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shipments.event_codes import EventCode


class FlightReason(TextChoices):
    """Why it leaves later, is cancelled or gets another aircraft; read after "Flight delayed"."""

    WEATHER = "weather", _("bad weather")
    AIRCRAFT = "aircraft", _("the aircraft is being repaired")
    AIRPORT = "airport", _("the airport receives no flights for now")
    TIMETABLE = "timetable", _("the airline has changed its timetable")
    LOADING = "loading", _("loading takes longer than planned")
    AUTHORITIES = "authorities", _("the authorities have not let the flight go yet")
    OTHER = "other", _("reasons of the airline")


class OffloadReason(TextChoices):
    """Why a parcel is taken out of what it was to fly with."""

    NO_ROOM = "no_room", _("there was no room left")
    SMALLER_AIRCRAFT = "smaller_aircraft", _("a smaller aircraft flies")
    WRONG_ROUTE = "wrong_route", _("it was sorted to the wrong flight")
    DAMAGED = "damaged", _("the packing is damaged and is being mended")
    PAPERS = "papers", _("its papers are being put right")
    AUTHORITIES = "authorities", _("the authorities look at it")
    HELD = "held", _("it is on hold")
    ANOTHER_FLIGHT = "another_flight", _("it goes with another flight")
    NOT_READY = "not_ready", _("its papers for the flight were not finished in time")
    OTHER = "other", _("another reason")


class Kept(TypedDict):
    """A reason as the history keeps it: a word of a list, and a text for people."""

    reason: str
    note: str


def kept_reason(given: str, note: str = "") -> Kept:
    """One of FlightReason, or what somebody wrote, with what a colleague should know."""
    if given in FlightReason.values:
        return {"reason": given, "note": note}
    return {"reason": "", "note": _joined(given, note)}


# What our own actions leave in a consolidation's history.
_OURS = {
    EventCode.FLIGHT_CANCELLED: _("its flight was cancelled"),
    EventCode.OFFLOADED: _("it was not on the manifest when the flight left"),
    "nothing_to_carry": _("nothing was inside"),
}
_WORDS = {**dict(OffloadReason.choices), **dict(FlightReason.choices), **_OURS}


def present_reason(reason: str, note: str = "") -> str:
    """A reason in the reader's words; what somebody wrote stays as it is."""
    return _joined(str(_WORDS.get(reason, reason)), note)


def _joined(*texts: str) -> str:
    return ": ".join(filter(None, texts))
