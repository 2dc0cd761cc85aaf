"""The moves of a leg; a delay is a flag that follows from its times."""

from shipments.flights.models import Leg
from shipments.lifecycle import Lifecycle

S = Leg.Status

LEG = Lifecycle(
    {
        S.SCHEDULED: {S.DEPARTED, S.CANCELLED},
        S.DEPARTED: {S.ARRIVED},
    }
)
