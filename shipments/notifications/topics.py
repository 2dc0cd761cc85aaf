"""What webhooks can hear of: every topic, and the shape of a message, told once for all readers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

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
    "placed": _("Order placed"),
    "paid": _("Order paid"),
    "cancelled": _("Order cancelled"),
    "restored": _("Order restored"),
}
# The codes of events (`tracking.codes`) that are told.
_OF_PARCELS = (
    "created",
    "packed",
    "export_filed",
    "export_detained",
    "export_released",
    "export_returned",
    "export_taken_back",
    "departed",
    "arrived",
    "delayed",
    "offloaded",
    "flight_cancelled",
    "import_presented",
    "documents_required",
    "duty_due",
    "duty_paid",
    "import_suspended",
    "import_released",
    "import_refused",
    "return_allowed",
    "import_taken_back",
    "handed_over",
    "out_for_delivery",
    "ready_for_pickup",
    "delivery_failed",
    "storage_expiring",
    "delivered",
    "delivery_withdrawn",
    "returning",
    "returned",
    "destroyed",
    "lost",
    "found",
    "cancelled",
    "cancellation_undone",
    "hand_over_undone",
    "import_taken_back_early",
)
_OF_FLIGHTS = ("departed", "arrived", "delayed", "flight_cancelled")
_OF_LOADS = (
    *_OF_FLIGHTS,
    "offloaded",
    "export_released",
    "import_presented",
    "import_released",
    "handed_over",
    "lost",
    "found",
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


TOPICS: dict[str, Topic] = {one.name: one for one in _all()}


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
