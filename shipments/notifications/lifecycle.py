"""The moves of a webhook delivery and of a buyer's mail."""

from shipments.lifecycle import Lifecycle
from shipments.notifications.models import BuyerNotice, Delivery

DELIVERY = Lifecycle(
    {
        Delivery.Status.WAITING: {Delivery.Status.DELIVERED, Delivery.Status.GIVEN_UP},
        Delivery.Status.GIVEN_UP: {Delivery.Status.WAITING},
        Delivery.Status.DELIVERED: {Delivery.Status.WAITING},
    }
)

NOTICE = Lifecycle(
    {BuyerNotice.Status.WAITING: {BuyerNotice.Status.SENT, BuyerNotice.Status.GIVEN_UP}}
)
