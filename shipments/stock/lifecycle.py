"""The moves of a replenishment."""

from shipments.lifecycle import Lifecycle
from shipments.stock.models import Replenishment

S = Replenishment.Status

REPLENISHMENT = Lifecycle({S.EXPECTED: {S.RECEIVING, S.CANCELLED}, S.RECEIVING: {S.RECEIVED}})
