"""Who carries a parcel on its last mile, as far as he has told of it himself."""

from collections.abc import Set

from shipments.journeys.queries import PublicJourney
from shipments.parties.queries import last_mile_codes


def carriers() -> Set[str]:
    """The codes of all who carry last miles, under which they tell their events; one query."""
    return last_mile_codes()


def carrier_of(journey: PublicJourney, known: Set[str]) -> str:
    """The code of the one who told of it last; empty while none of them has."""
    return next((line.source for line in journey.events if line.source in known), "")
