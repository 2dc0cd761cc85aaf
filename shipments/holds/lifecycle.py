"""The moves of a hold."""

from shipments.holds.models import Hold
from shipments.lifecycle import Lifecycle

HOLD = Lifecycle({Hold.Status.PLACED: {Hold.Status.RELEASED}})
