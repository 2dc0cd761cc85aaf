"""The moves of an order that people and jobs decide; later ones follow the parcels."""

from shipments.lifecycle import Lifecycle
from shipments.orders.models import Order

S = Order.Status

ORDER = Lifecycle(
    {
        S.PLACED: {S.PAID, S.CANCELLED},
        S.PAID: {S.PACKED, S.CANCELLED},
        S.PACKED: {S.CANCELLED},
    }
)
