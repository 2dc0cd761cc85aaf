"""Undoing a cancellation: the order stands where it stood, its money and its goods with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.history.models import Change
from shipments.orders.actions import reserve_goods
from shipments.orders.lifecycle import CANCELLED_ORDER
from shipments.orders.models import REFUNDS, Order, Payment
from shipments.orders.reasons import OrderReason
from shipments.outbox.actions import publish

Status = Order.Status


@transaction.atomic
def restore_orders(*, orders: Sequence[Order], by: Actor, at: datetime) -> dict[int, str]:
    """Take back the cancellation of orders; {row id: why not} for those that stay cancelled.

    The refund is taken back by a payment appended. Goods are reserved anew; where the shelf no
    longer has them the order waits for stock as any paid order does. An order whose parcel was
    packed stays cancelled: its goods lie on the shelf again.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    locked = Order.objects.filter(pk__in=[order.pk for order in orders]).order_by("pk")
    cancelled, kept = [], {}
    before = _before(order.pk for order in orders)
    for order in locked.select_for_update(of=("self",)):
        if reason := _why_not(order, before.get(order.pk)):
            kept[order.pk] = reason
        else:
            cancelled.append(order)
    for status in (Status.PLACED, Status.PAID):
        _restore([item for item in cancelled if before[item.pk] == status], status, by, at)
    return kept


def _before(pks: Iterable[int]) -> dict[int, str]:
    """The status each order was cancelled in, by its latest cancellation."""
    rows = Change.objects.filter(
        kind=Order._meta.label_lower, object_id__in=list(pks), new=Status.CANCELLED
    )
    return dict(rows.order_by("pk").values_list("object_id", "old"))


def _why_not(order: Order, before: str | None) -> str:
    if order.status != Status.CANCELLED:
        return _("it is not cancelled any more")
    if before not in (Status.PLACED, Status.PAID):
        return _("it was cancelled in another state")
    return ""


def _restore(orders: list[Order], status: str, by: Actor, at: datetime) -> None:
    pks = [order.pk for order in orders]
    if not pks:
        return
    undone = OrderReason.CANCELLATION_UNDONE
    CANCELLED_ORDER.move(orders, status, by=by, at=at, reason=undone).all_or_refuse()
    if status == Status.PAID:
        take_refund_back(pks, at=at)
        reserve_goods(pks, by=by, at=at)
    publish("order.restored", subject="order", ids=pks, at=at)


def take_refund_back(pks: Sequence[int], *, at: datetime) -> None:
    """Append what makes the balance the order's sum again."""
    rows = Order.objects.filter(pk__in=pks).annotate(
        booked=Sum("payments__amount_rub"),
        earlier=Count("payments", filter=Q(payments__kind__in=REFUNDS)),
    )
    Payment.objects.bulk_create(
        Payment(
            order=order,
            kind=Payment.Kind.REFUND_UNDONE,
            amount_rub=order.goods_rub + order.shipping_rub - (order.booked or 0),
            reference=f"refund undone {order.earlier}",
            happened_at=at,
        )
        for order in rows
        if order.booked != order.goods_rub + order.shipping_rub
    )
