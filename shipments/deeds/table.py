"""Which deeds can be done to many rows at once, and by which action."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shipments.actor import Actor
from shipments.bulk.running import Deed
from shipments.cases.actions import close_cases
from shipments.cases.models import Case
from shipments.holds.actions import place_holds
from shipments.orders.models import Order
from shipments.packing.actions import cancel_orders


def _cancel(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, str]:
    orders = list(Order.objects.visible_to(by).filter(pk__in=pks).order_by("pk"))
    moved = cancel_orders(orders=orders, by=by, at=at, why=params["why"])
    already = {order.pk: "already" for order in moved.already}
    return already | {order.pk: reason for order, reason in moved.refused}


def _hold(pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime) -> dict[int, str]:
    place_holds(subject="parcel", ids=pks, reason=params["reason"], note=params.get("note", ""),
                by=by, at=at)  # fmt: skip
    return {}


def _close(
    pks: Sequence[int], params: Mapping[str, Any], by: Actor, at: datetime
) -> dict[int, str]:
    cases = list(Case.objects.visible_to(by).filter(pk__in=pks).order_by("pk"))
    moved = close_cases(
        cases=cases, by=by, at=at, note=params.get("why", ""), outcome=params.get("outcome", "")
    )
    already = {case.pk: "already" for case in moved.already}
    return already | {case.pk: reason for case, reason in moved.refused}


DEEDS = {
    "cancel_orders": Deed(_cancel),
    "place_holds": Deed(_hold),
    "close_cases": Deed(_close),
}
