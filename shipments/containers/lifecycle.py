"""The moves of a consolidation."""

from shipments.containers.models import Consolidation
from shipments.lifecycle import Lifecycle

S = Consolidation.Status

CONSOLIDATION = Lifecycle(
    {
        S.PLANNING: {S.OPEN, S.CANCELLED},
        S.OPEN: {S.CLOSED, S.CANCELLED},
        S.CLOSED: {S.OPEN, S.MANIFESTED, S.CANCELLED},
        S.MANIFESTED: {S.OPEN, S.DEPARTED, S.CANCELLED},
        S.DEPARTED: {S.ARRIVED},
        S.ARRIVED: {S.BROKEN_DOWN},
        S.BROKEN_DOWN: {S.COMPLETED},
    }
)
