"""The moves of an order that people and jobs decide.

From PACKED on it follows its parcels: cancelling a packed order cancels these, never the order.
"""

from shipments.lifecycle import Lifecycle
from shipments.orders.models import Order

S = Order.Status

ORDER = Lifecycle(
    {
        S.PLACED: {S.PAID, S.CANCELLED},
        S.PAID: {S.PACKED, S.CANCELLED},
    }
)

# Only the undoing of a cancellation goes back, to where the order stood before.
CANCELLED_ORDER = Lifecycle({S.CANCELLED: {S.PLACED, S.PAID}})
