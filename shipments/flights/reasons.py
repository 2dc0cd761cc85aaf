"""Why a flight or a parcel's place on it changes, chosen from words that every reader has."""

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


def with_note(reason: str, note: str) -> str:
    """A reason as the history keeps it, with what a colleague should know."""
    return f"{reason}: {note}" if note else reason


# What our own deeds leave in a consolidation's history.
_OURS = {
    EventCode.FLIGHT_CANCELLED: _("its flight was cancelled"),
    EventCode.OFFLOADED: _("it was not on the manifest when the flight left"),
    "nothing to carry": _("nothing was inside"),
}
_WORDS = {**dict(OffloadReason.choices), **dict(FlightReason.choices), **_OURS}


def told_reason(kept: str) -> str:
    """A reason of the history in the reader's words; what a partner wrote stays as it is."""
    word, _colon, note = kept.partition(": ")
    return with_note(str(_WORDS[word]), note) if word in _WORDS else kept
