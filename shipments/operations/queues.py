"""What waits on the floor: for packing, customs, a flight, delivery, the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from shipments.actor import Actor
from shipments.consolidation.readiness import RELEASED
from shipments.consolidation.rolling import bags_aside
from shipments.containers.models import Bag
from shipments.orders.models import Order
from shipments.orders.waiting import waiting_for_packing
from shipments.parcels.models import ImportClearance, Movement, Parcel
from shipments.tenancy import within
from shipments.tracking.models import Containment

# Beyond this a number only says "so many and more".
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Queue:
    """How much waits, at most COUNTED, and since when the oldest of it."""

    word: str
    count: int
    oldest: datetime | None

    @property
    def is_more(self) -> bool:
        return self.count >= COUNTED


def _parcels(movement: str) -> QuerySet:
    return Parcel.objects.filter(movement=movement).select_related("order", "channel")


def _packing() -> QuerySet:
    return waiting_for_packing().select_related("channel")


def _export() -> QuerySet:
    return _parcels(Movement.PACKED).exclude(RELEASED)


def _flight() -> QuerySet:
    lies = Containment.objects.filter(parcel=OuterRef("pk"), until__isnull=True)
    return _parcels(Movement.PACKED).filter(RELEASED, ~Exists(lies), held=False)


def _import() -> QuerySet:
    return _parcels(Movement.AT_HUB).exclude(import_clearance=ImportClearance.RELEASED)


def _last_mile() -> QuerySet:
    return _parcels(Movement.AT_HUB).filter(import_clearance=ImportClearance.RELEASED, held=False)


def _blocked() -> QuerySet:
    rows = Order.objects.filter(status=Order.Status.PAID).exclude(blocker="")
    return rows.select_related("channel")


# The queue's word -> its rows and the field that says since when each waits.
QUEUES: dict[str, tuple[Callable[[], QuerySet], str]] = {
    "blocked": (_blocked, "paid_at"),
    "packing": (_packing, "reserved_at"),
    "export": (_export, "movement_at"),
    "flight": (_flight, "movement_at"),
    "bags": (bags_aside, "aside_at"),
    "import": (_import, "movement_at"),
    "last_mile": (_last_mile, "movement_at"),
    "returns": (lambda: _parcels(Movement.RETURNING), "movement_at"),
}


# The way to the channel where the row does not name it itself.
CHANNEL_OF: dict[type[Model], str] = {Bag: "consolidation__flight__channel"}


def queues(actor: Actor) -> list[Queue]:
    """Every queue of the floor with its age; one query each. For staff only."""
    if not actor.sees_all_sellers:
        return []
    return [_queue(actor, word, *QUEUES[word]) for word in QUEUES]


def _own(actor: Actor, rows: QuerySet) -> QuerySet:
    """What waits where the staff member works; orders lie in no warehouse yet."""
    channel = CHANNEL_OF.get(rows.model, "channel")
    return within(rows, actor, channel=channel, warehouse=getattr(rows.model, "warehouse_path", ""))


def _queue(actor: Actor, word: str, rows: Callable[[], QuerySet], since: str) -> Queue:
    moments = list(_own(actor, rows()).order_by(since).values_list(since, flat=True)[:COUNTED])
    return Queue(word, len(moments), moments[0] if moments else None)


def oldest_in(actor: Actor, word: str, limit: int = 200) -> list[Any]:
    """The first to have come into a queue: orders for packing, parcels elsewhere. For staff."""
    rows, since = QUEUES[word]
    if not actor.sees_all_sellers:
        return []
    found = _own(actor, rows()).order_by(since, "pk")[:limit]
    return list(found)
