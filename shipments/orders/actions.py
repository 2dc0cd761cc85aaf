"""Paying, reserving, cancelling and giving up orders; placing them is in `placing`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Right, Role
from shipments.bulk.undoing import rows_under_undo, under_undo
from shipments.errors import NotEnough
from shipments.lifecycle import Moved
from shipments.orders.lifecycle import ORDER
from shipments.orders.models import REFUNDS, UNNAMED, Order, OrderLine, Payment
from shipments.orders.reasons import OrderReason
from shipments.orders.waiting import (
    CUSTOMS_DATA,
    OUT_OF_STOCK,
    lacking_customs_data,
    mended_goods,
    unpaid_too_long,
    waiting_for_stock,
)
from shipments.outbox.actions import publish
from shipments.runs.apart import in_pieces, resting
from shipments.stock.actions import Want, release, reserve
from shipments.stock.queries import main_warehouse

Status = Order.Status
CHUNK = 2_000
# The steps of the jobs, as their failures name them.
RESERVING, EXPIRING = "reserve_paid_orders", "expire_unpaid_orders"


def wants_of(order_ids: Sequence[int]) -> list[Want]:
    """What the orders ask of the stock."""
    lines = OrderLine.objects.filter(order_id__in=order_ids).order_by("order_id", "pk")
    return [Want(*row) for row in lines.values_list("order_id", "product_id", "quantity")]


@transaction.atomic
def pay_orders(
    *,
    orders: Sequence[Order],
    by: Actor,
    at: datetime,
    require_stock: bool = True,
    reference: str = UNNAMED,
    method: str = "",
    paid_at: Mapping[int, datetime] | None = None,
) -> Moved:
    """Book payments and reserve stock; an order paid before is left as it is.

    `paid_at` says by order when its money came, where that was before now; `method` is a word of
    `Payment.Method` where somebody told it.

    With `require_stock` an order whose goods are not there is not paid at all: NotEnough, and
    nothing changes. Without it (money a marketplace has taken already) the order waits for stock.
    One whose goods lack customs data is paid in both ways and waits for its seller.
    """
    by.require(*SELLER_WRITERS, Role.FINANCE)
    by.require_right(Right.MONEY)
    moved = ORDER.move(orders, Status.PAID, by=by, at=at).all_or_refuse()
    if not moved.moved:
        return moved
    pks = [order.pk for order in moved.moved]
    moments = {pk: (paid_at or {}).get(pk, at) for pk in pks}
    _book(moments, reference, method)
    for order in moved.moved:
        order.paid_at = moments[order.pk]
    Order.objects.bulk_update(moved.moved, ["paid_at"], batch_size=CHUNK)
    if reserve_goods(pks, by=by, at=at).short and require_stock:
        raise NotEnough(
            "out_of_stock", _("There are not enough pieces in stock; nothing was paid.")
        )
    publish("order.paid", subject="order", ids=pks, at=at)
    return moved


def _book(moments: Mapping[int, datetime], reference: str, method: str) -> None:
    due = F("goods_rub") + F("shipping_rub")
    rows = Order.objects.filter(pk__in=moments).values_list("pk", due)
    Payment.objects.bulk_create(
        Payment(
            order_id=pk,
            amount_rub=amount,
            reference=reference,
            method=method,
            happened_at=moments[pk],
        )
        for pk, amount in rows
    )


@dataclass(frozen=True, slots=True)
class Goods:
    """Orders by what became of their goods: reserved, short, or of goods without customs data."""

    done: list[int]
    short: list[int]
    lacking: list[int]


def reserve_goods(pks: Sequence[int], *, by: Actor, at: datetime) -> Goods:
    """Reserve for these orders in the order given, and write who is blocked.

    Goods that lack what customs asks for are not reserved: they could not leave.
    """
    lacking = lacking_customs_data(pks)
    fit = [pk for pk in pks if pk not in lacking]
    place = {pk: index for index, pk in enumerate(fit)}
    wants = sorted(wants_of(fit), key=lambda want: place[want.order_id])
    result = reserve(
        wants=wants, warehouse_id=main_warehouse().pk, by=by, at=at, spared=spared(pks)
    )
    done, short = list(result.done), list(result.short)
    Order.objects.filter(pk__in=done).update(reserved_at=at)
    waiting = Order.objects.filter(blocker__in=["", OUT_OF_STOCK, CUSTOMS_DATA])
    waiting.filter(pk__in=done).update(blocker="")
    waiting.filter(pk__in=short).update(blocker=OUT_OF_STOCK)
    # Whatever else stops it: an address that is incomplete is found again when it is packed.
    Order.objects.filter(pk__in=lacking).update(blocker=CUSTOMS_DATA)
    return Goods(done, short, sorted(lacking))


def spared(pks: Sequence[int]) -> dict[int, int]:
    """Pieces by product that orders other than these get back if their cancelling is undone."""
    cancelled = rows_under_undo("order").filter(action__kind="cancel_orders")
    lines = OrderLine.objects.filter(
        order__in=cancelled.values("subject_id"), order__paid_at__isnull=False
    )
    told = lines.exclude(order__in=pks).values("product").annotate(n=Sum("quantity")).order_by()
    return dict(told.values_list("product", "n"))


def reserve_paid_orders(*, limit: int, by: Actor, at: datetime) -> int:
    """Reserve stock for paid orders, first promised first, in chunks; returns how many."""
    by.require(Role.WAREHOUSE)
    _free_mended(limit)
    done = 0
    for first in range(0, limit, CHUNK):
        reserved, seen = _reserve_chunk(min(CHUNK, limit - first), by=by, at=at)
        if not seen:
            break
        done += reserved
    return done


@transaction.atomic
def _free_mended(limit: int) -> None:
    """Let orders wait for stock again whose products have their customs data now."""
    rows = mended_goods().select_for_update(skip_locked=True, of=("self",))
    pks = list(rows.values_list("pk", flat=True)[:limit])
    Order.objects.filter(pk__in=pks).update(blocker="")


@transaction.atomic
def _reserve_chunk(size: int, *, by: Actor, at: datetime) -> tuple[int, int]:
    """How many of the next waiting orders were reserved, and how many there were."""
    rows = waiting_for_stock(main_warehouse().pk).exclude(pk__in=resting(RESERVING, at=at))
    rows = rows.exclude(under_undo("order"))
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    chunk = list(locked.values_list("pk", flat=True)[:size])

    def do(pks: list[int]) -> int:
        return len(reserve_goods(pks, by=by, at=at).done)

    return sum(in_pieces(RESERVING, Order, chunk, do, at=at)), len(chunk)


@transaction.atomic
def cancel_unpacked(
    *, orders: Sequence[Order], by: Actor, at: datetime, why: str = "", reason: str = ""
) -> Moved:
    """Cancel orders that are not packed yet: free their stock and give the money back."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    moved = ORDER.move(orders, Status.CANCELLED, by=by, at=at, reason=reason, note=why)
    pks = [order.pk for order in moved.moved]
    reserved = Order.objects.filter(pk__in=pks, reserved_at__isnull=False)
    wants = wants_of(list(reserved.values_list("pk", flat=True)))
    if wants:
        release(wants=wants, warehouse_id=main_warehouse().pk, by=by, at=at)
    refund(pks, at=at)
    Order.objects.filter(pk__in=pks).update(reserved_at=None, blocker="")
    publish("order.cancelled", subject="order", ids=pks, at=at)
    return moved


def refund(pks: Sequence[int], *, at: datetime) -> None:
    """Append what makes the balance of these orders nothing; a repeat appends nothing."""
    booked = Payment.objects.filter(order_id__in=pks).values("order_id")
    totals = booked.annotate(
        total=Sum("amount_rub"), earlier=Count("pk", filter=Q(kind__in=REFUNDS))
    )
    Payment.objects.bulk_create(
        Payment(
            order_id=row["order_id"],
            kind=Payment.Kind.REFUND,
            amount_rub=-row["total"],
            happened_at=at,
            reference=f"refund {row['earlier']}" if row["earlier"] else "refund",
        )
        for row in totals
        if row["total"]
    )


def expire_unpaid_orders(*, by: Actor, at: datetime) -> int:
    """Cancel orders nobody has paid for too long; returns how many."""
    done = 0
    while expired := _expire_chunk(by=by, at=at):
        done += expired
    return done


@transaction.atomic
def _expire_chunk(*, by: Actor, at: datetime) -> int:
    """Locked before it is looked at: an order that is being paid now is not given up."""
    rows = unpaid_too_long(at).exclude(pk__in=resting(EXPIRING, at=at))
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    chunk = list(locked.values_list("pk", flat=True)[:CHUNK])

    def do(pks: list[int]) -> int:
        orders = list(Order.objects.filter(pk__in=pks).order_by("ordered_at", "pk"))
        never = OrderReason.NEVER_PAID
        return len(cancel_unpacked(orders=orders, by=by, at=at, reason=never).moved)

    return sum(in_pieces(EXPIRING, Order, chunk, do, at=at))
