"""What webhooks can hear of: every topic, and the shape of a message, told once for all readers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shipments.event_codes import EventCode
from shipments.orders.models import Order

# What a topic is about, and how a family ("parcel.*") is called.
FAMILIES: dict[str, Any] = {
    "order": _("Orders: placed, paid, cancelled, restored"),
    "parcel": _("Parcels: every step of each parcel"),
    "leg": _("Flights: departed, arrived, delayed, cancelled"),
    "consolidation": _("Air shipments: what happened to all parcels of a waybill"),
    "uld": _("Containers of a flight (ULD)"),
    "bag": _("Bags"),
}
_OF_ORDERS = {
    Order.Status.PLACED: _("Order placed"),
    Order.Status.PAID: _("Order paid"),
    Order.Status.CANCELLED: _("Order cancelled"),
    "restored": _("Order restored"),
}
# The codes of events (`tracking.codes`) that are told.
_OF_PARCELS = (
    EventCode.CREATED,
    EventCode.PACKED,
    EventCode.EXPORT_FILED,
    EventCode.EXPORT_DETAINED,
    EventCode.EXPORT_RELEASED,
    EventCode.EXPORT_RETURNED,
    EventCode.EXPORT_TAKEN_BACK,
    EventCode.DEPARTED,
    EventCode.ARRIVED,
    EventCode.DELAYED,
    EventCode.OFFLOADED,
    EventCode.FLIGHT_CANCELLED,
    EventCode.IMPORT_PRESENTED,
    EventCode.DOCUMENTS_REQUIRED,
    EventCode.DUTY_DUE,
    EventCode.DUTY_PAID,
    EventCode.IMPORT_SUSPENDED,
    EventCode.IMPORT_RELEASED,
    EventCode.IMPORT_REFUSED,
    EventCode.RETURN_ALLOWED,
    EventCode.IMPORT_TAKEN_BACK,
    EventCode.HANDED_OVER,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.READY_FOR_PICKUP,
    EventCode.DELIVERY_FAILED,
    EventCode.STORAGE_EXPIRING,
    EventCode.DELIVERED,
    EventCode.DELIVERY_WITHDRAWN,
    EventCode.RETURNING,
    EventCode.RETURNED,
    EventCode.DESTROYED,
    EventCode.LOST,
    EventCode.FOUND,
    EventCode.CANCELLED,
    EventCode.CANCELLATION_UNDONE,
    EventCode.HAND_OVER_UNDONE,
    EventCode.IMPORT_TAKEN_BACK_EARLY,
)
_OF_FLIGHTS = (EventCode.DEPARTED, EventCode.ARRIVED, EventCode.DELAYED, EventCode.FLIGHT_CANCELLED)
_OF_LOADS = (
    *_OF_FLIGHTS,
    EventCode.OFFLOADED,
    EventCode.EXPORT_RELEASED,
    EventCode.IMPORT_PRESENTED,
    EventCode.IMPORT_RELEASED,
    EventCode.HANDED_OVER,
    EventCode.LOST,
    EventCode.FOUND,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: what it is about (a key of FAMILIES) and what happened.

    `text` is its wording where `code` is no code of `tracking.codes`.
    """

    subject: str
    code: str
    text: Any = ""

    @property
    def name(self) -> str:
        return f"{self.subject}.{self.code}"


def _all() -> list[Topic]:
    loads = {"leg": _OF_FLIGHTS, "consolidation": _OF_LOADS, "uld": _OF_LOADS, "bag": _OF_LOADS}
    return [
        *(Topic("order", code, text) for code, text in _OF_ORDERS.items()),
        *(Topic("parcel", code) for code in _OF_PARCELS),
        *(Topic(subject, code) for subject, codes in loads.items() for code in codes),
    ]


TOPICS: dict[str, Topic] = {topic.name: topic for topic in _all()}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message: its name, its type in JSON's words, and what it says."""

    name: str
    kind: str
    text: Any


ENVELOPE = (
    Field("type", "string", _("The topic, such as parcel.delivered.")),
    Field("timestamp", "date-time", _("When it happened.")),
    Field("data", "object", _("What happened, to which parcels or orders.")),
)
DATA = (
    Field("subject", "string", _("What it is about: order, parcel, leg, consolidation, uld, bag.")),
    Field("code", "string", _("What happened to it.")),
    Field("happened_at", "date-time", _("When it happened.")),
    Field("recorded_at", "date-time", _("When we came to know of it.")),
    Field("detail", "object", _("What was said besides, such as the reason of a cancellation.")),
    Field("count", "integer", _("How many parcels or orders this message names.")),
    Field("parcels", "array", _("Your parcels that it concerns; none where it is about orders.")),
    Field("orders", "array", _("Your orders that it concerns; none where it is about parcels.")),
)
OF_A_PARCEL = (
    Field("number", "string", _("The parcel's number.")),
    Field("order", "string", _("The number of its order.")),
    Field("happened_at", "date-time", _("When it happened to this parcel.")),
    Field("place", "string|null", _("The code of the place, where one was named.")),
    Field("movement", "string", _("How the parcel stands now: where it is.")),
    Field("export_clearance", "string", _("How the parcel stands now with China's customs.")),
    Field("import_clearance", "string", _("How the parcel stands now with Russia's customs.")),
    Field("stage", "string", _("How the parcel stands now in one word, as its page says it.")),
    Field("flag", "string", _("What is unusual about it now; none where nothing is.")),
    Field("last_mile_number", "string|null", _("The last mile's number, once it is known.")),
    Field(
        "estimate",
        "object|null",
        _(
            "The first and the last day of delivery (earliest, latest), where known;"
            " left out of messages about many parcels."
        ),
    ),
    Field("tracking_url", "string", _("The public page of the parcel.")),
)
OF_AN_ORDER = (
    Field("number", "string", _("The order's number.")),
    Field("happened_at", "date-time", _("When it happened to this order.")),
    Field("status", "string", _("How the order stands now.")),
    Field("blocker", "string", _("Why it cannot go on now; empty where nothing hinders it.")),
    Field("parcels", "array", _("The numbers of its parcels.")),
)
