"""Which actions can be done to many rows at once, and by which action."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shipments.actor import Actor
from shipments.bulk.running import Action
from shipments.cancellation.actions import cancel_orders
from shipments.cancellation.undo import undo_cancellation
from shipments.cases.actions import close_cases
from shipments.cases.models import Case
from shipments.holds.actions import place_holds, place_holds_again, release_holds
from shipments.holds.models import Hold
from shipments.holds.queries import holds_for, own_holds
from shipments.operations.handover import hand_over_parcels, take_back_hand_over
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.sentences import Told


def _cancel(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    orders = list(Order.objects.visible_to(by).filter(pk__in=pks).order_by("pk"))
    moved = cancel_orders(orders=orders, by=by, at=at, why=params["why"])
    already = {order.pk: "already" for order in moved.already}
    return already | {order.pk: reason for order, reason in moved.refused}


def _restore(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    orders = list(Order.objects.visible_to(by).filter(pk__in=pks).order_by("pk"))
    return undo_cancellation(orders=orders, by=by, at=at)


def _hold(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    own = list(Parcel.objects.visible_to(by).filter(pk__in=pks).values_list("pk", flat=True))
    held = place_holds(
        subject="parcel", ids=own, reason=params["reason"], note=params.get("why", ""), by=by, at=at
    )
    return dict.fromkeys(set(pks) - {hold.parcel_id for hold in held}, "already")


def _release(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    own = Parcel.objects.visible_to(by).filter(pk__in=pks).values("pk")
    standing = Hold.objects.filter(
        parcel__in=own, reason=params["reason"], placed_by=by.name, status=Hold.Status.PLACED
    )
    release_holds(holds=list(standing.order_by("pk")), by=by, at=at, why="undone")
    return {}


def _free(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    """Release the seller's own holds on these parcels; what has none is as it should be."""
    standing = list(own_holds(by, pks))
    release_holds(holds=standing, by=by, at=at, why=params.get("why", ""))
    return dict.fromkeys(set(pks) - {hold.parcel_id for hold in standing}, "already")


def _hold_again(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    """Place the holds anew that were released, each as it stood."""
    released = holds_for(by).filter(
        parcel__in=pks, reason=Hold.Reason.SELLER, status=Hold.Status.RELEASED
    )
    latest = {hold.parcel_id: hold for hold in released.order_by("released_at", "pk")}
    place_holds_again(holds=list(latest.values()), by=by, at=at)
    return {}


def _close(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    cases = list(Case.objects.visible_to(by).filter(pk__in=pks).order_by("pk"))
    moved = close_cases(
        cases=cases, by=by, at=at, note=params.get("why", ""), outcome=params.get("outcome", "")
    )
    already = {case.pk: "already" for case in moved.already}
    return already | {case.pk: reason for case, reason in moved.refused}


def _hand_over(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    return hand_over_parcels(
        parcel_ids=pks, carrier=params["carrier"], action=params["action"], by=by, at=at
    )


def _take_back(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, Told]:
    return take_back_hand_over(parcel_ids=pks, action=params["action"], by=by, at=at)


ACTIONS = {
    "cancel_orders": Action(_cancel, _restore),
    "place_holds": Action(_hold, _release),
    "release_holds": Action(_free, _hold_again),
    "close_cases": Action(_close),
    "hand_over": Action(_hand_over, _take_back),
}
