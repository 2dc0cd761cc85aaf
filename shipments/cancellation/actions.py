"""Orders cancelled, packed or not; what they held goes back and what was paid is returned."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.event_codes import EventCode
from shipments.lifecycle import Moved
from shipments.orders.actions import cancel_unpacked, refund, wants_of
from shipments.orders.models import Order
from shipments.outbox.actions import publish
from shipments.packing.leaving import left
from shipments.parcels.models import Movement, Parcel
from shipments.stock.actions import put_back
from shipments.tracking.actions import NewEvent, record_events


@transaction.atomic
def cancel_orders(
    *, orders: Sequence[Order], by: Actor, at: datetime, why: str, reason: str = ""
) -> Moved:
    """Cancel orders while their goods are in the warehouse; what has left is refused by name.

    Stock returns to the shelf, the money is given back. One refused order harms no other. `reason`
    is a word of `OrderReason` where the cause has one.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    packed = {
        o.pk for o in Order.objects.filter(pk__in=[o.pk for o in orders], parcels__isnull=False)
    }
    unpacked = [o for o in orders if o.pk not in packed]
    moved = cancel_unpacked(orders=unpacked, by=by, at=at, why=why, reason=reason)
    later = _cancel_packed([o for o in orders if o.pk in packed], by=by, at=at, why=why)
    return Moved(
        moved.moved + later.moved, moved.already + later.already, moved.refused + later.refused
    )


def _cancel_packed(orders: Sequence[Order], *, by: Actor, at: datetime, why: str) -> Moved:
    outcome, parcels = Moved(), _locked_parcels(orders)
    reasons, inside = left(parcels), defaultdict(list)
    for parcel in parcels:
        inside[parcel.order_id].append(parcel)
    for order in orders:
        own = inside[order.pk]
        if all(parcel.movement == Movement.CANCELLED for parcel in own):
            outcome.already.append(order)
        elif reason := next((reasons[item.pk] for item in own if item.pk in reasons), None):
            outcome.refused.append((order, reason))
        else:
            outcome.moved.append(order)
    pks = [order.pk for order in outcome.moved]
    _unpack([parcel for pk in pks for parcel in inside[pk]], by=by, at=at, why=why)
    refund(pks, at=at)
    publish("order.cancelled", subject="order", ids=pks, at=at, detail={"why": why})
    return outcome


def _locked_parcels(orders: Sequence[Order]) -> list[Parcel]:
    rows = Parcel.objects.filter(order__in=orders).select_related("warehouse__place")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _unpack(parcels: Sequence[Parcel], *, by: Actor, at: datetime, why: str) -> None:
    """Cancel parcels and put their goods back on the shelves that they came from."""
    shelves: dict[int, set[int]] = defaultdict(set)
    for parcel in parcels:
        shelves[parcel.warehouse_id].add(parcel.order_id)
    for warehouse, order_ids in sorted(shelves.items()):
        put_back(wants=wants_of(sorted(order_ids)), warehouse_id=warehouse, by=by, at=at)
    record_events([_cancelled(parcel, by, at, why) for parcel in parcels], at=at)


def _cancelled(parcel: Parcel, by: Actor, at: datetime, why: str) -> NewEvent:
    place, detail = parcel.warehouse.place, {"by": by.name[:80], "why": why[:300]}
    return NewEvent(
        "parcel",
        parcel.pk,
        EventCode.CANCELLED,
        at,
        source="orders",
        source_ref=f"cancelled-{at.timestamp()}",
        zone=place.zone,
        place=place.code,
        detail=detail,
    )
