"""Undoing the cancellation of orders, packed or not: what was cancelled stands as it stood."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.event_codes import EventCode
from shipments.notifications.actions import publish
from shipments.orders.actions import wants_of
from shipments.orders.models import Order
from shipments.orders.restoring import restore_orders, take_refund_back
from shipments.parcels.models import Movement, Parcel
from shipments.sentences import Told, say
from shipments.stock.actions import pick, reserve
from shipments.tracking.actions import NewEvent, record_events

UNDONE = EventCode.CANCELLATION_UNDONE


@transaction.atomic
def undo_cancellation(*, orders: Sequence[Order], by: Actor, at: datetime) -> dict[int, Told]:
    """Take back the cancellation of orders; {row id: why not} for those that stay cancelled.

    Of a packed order the same parcels stand packed again, with their numbers and labels, if the
    shelf still has its goods; one that was not packed waits as any paid order does.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    parcels = _locked_parcels(orders)
    packed = {parcel.order_id for parcel in parcels}
    kept = restore_orders(orders=[o for o in orders if o.pk not in packed], by=by, at=at)
    return kept | _restore_packed(parcels, by, at)


def _locked_parcels(orders: Sequence[Order]) -> list[Parcel]:
    rows = Parcel.objects.filter(order__in=orders).select_related("warehouse__place")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _restore_packed(parcels: Sequence[Parcel], by: Actor, at: datetime) -> dict[int, Told]:
    standing = {parcel.order_id for parcel in parcels if parcel.movement != Movement.CANCELLED}
    kept: dict[int, Told] = {pk: say("it is not cancelled any more") for pk in standing}
    cancelled = [parcel for parcel in parcels if parcel.order_id not in standing]
    short = _taken_again(cancelled, by, at)
    kept |= {pk: say("its goods are no longer on the shelf") for pk in short}
    back = [parcel for parcel in cancelled if parcel.order_id not in short]
    record_events([_undone(parcel, by, at) for parcel in back], at=at)
    pks = sorted({parcel.order_id for parcel in back})
    if pks:
        take_refund_back(pks, at=at)
        publish("order.restored", subject="order", ids=pks, at=at)
    return kept


def _taken_again(parcels: Sequence[Parcel], by: Actor, at: datetime) -> set[int]:
    """Take the orders' goods off the shelves they went back to; the orders that are short."""
    shelves: dict[int, set[int]] = defaultdict(set)
    for parcel in parcels:
        shelves[parcel.warehouse_id].add(parcel.order_id)
    short: set[int] = set()
    for warehouse, order_ids in sorted(shelves.items()):
        wants = wants_of(sorted(order_ids))
        reserved = reserve(wants=wants, warehouse_id=warehouse, by=by, at=at).done
        taken = [want for want in wants if want.order_id in reserved]
        pick(wants=taken, warehouse_id=warehouse, by=by, at=at)
        short |= order_ids - reserved
    return short


def _undone(parcel: Parcel, by: Actor, at: datetime) -> NewEvent:
    place, detail = parcel.warehouse.place, {"by": by.name[:80]}
    return NewEvent(
        "parcel",
        parcel.pk,
        UNDONE,
        at,
        source="orders",
        source_ref=f"{UNDONE}-{at.timestamp()}",
        zone=place.zone,
        place=place.code,
        detail=detail,
    )
