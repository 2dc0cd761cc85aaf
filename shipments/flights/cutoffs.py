"""When a flight's doors close: hours before departure, by channel. Pure."""

from datetime import datetime, timedelta

from shipments.flights.models import Channel, Leg

FIELDS = ("document_cutoff", "customs_cutoff", "cargo_cutoff")


def cutoffs_of(channel: Channel, departs: datetime) -> dict[str, datetime]:
    """The three cut-offs of a departure, by the name of the flight's field."""
    return {name: departs - timedelta(hours=getattr(channel, f"{name}_hours")) for name in FIELDS}


def cutoffs_after(channel: Channel, leg: Leg, departure: datetime) -> dict[str, datetime]:
    """The cut-offs once a leg leaves at `departure`: later with it, never earlier than planned."""
    return cutoffs_of(channel, max(departure, leg.planned_departure))
