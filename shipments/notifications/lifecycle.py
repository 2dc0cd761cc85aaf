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

_Notice = BuyerNotice.Status
NOTICE = Lifecycle({_Notice.WAITING: {_Notice.SENT, _Notice.GIVEN_UP, _Notice.OVERTAKEN}})
