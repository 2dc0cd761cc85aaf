"""Reserving, picking and counting goods; what is on its way is in `replenishing`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.stock.ledger import Change, apply_changes, lock_levels
from shipments.stock.models import StockLevel, StockMove, Warehouse

Kind = StockMove.Kind


@dataclass(frozen=True, slots=True)
class Want:
    """Pieces of a product that an order asks for."""

    order_id: int
    product_id: int
    quantity: int


@dataclass(slots=True)
class Reserved:
    """Orders whose every line is reserved now, and the reason for each that is short."""

    done: set[int] = field(default_factory=set)
    short: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def reserve(
    *,
    wants: Sequence[Want],
    warehouse_id: int,
    by: Actor,
    at: datetime,
    spared: Mapping[int, int] | None = None,
) -> Reserved:
    """Reserve all lines of an order or none, in the order given; never more than is there.

    `spared` are pieces by product that are left for others.
    """
    levels, left = lock_levels((want.product_id for want in wants), warehouse_id), spared or {}
    free = {name: level.available - left.get(name, 0) for name, level in levels.items()}
    result, changes = Reserved(), []
    for order_id, lines in _by_order(wants).items():
        if reason := _short(lines, free):
            result.short[order_id] = reason
            continue
        result.done.add(order_id)
        for want in lines:
            free[want.product_id] -= want.quantity
            changes.append(
                Change(want.product_id, Kind.RESERVED, order_id=order_id, reserved=want.quantity)
            )
    apply_changes(changes, warehouse_id=warehouse_id, by=by, at=at)
    return result


def _by_order(wants: Sequence[Want]) -> dict[int, list[Want]]:
    found: dict[int, list[Want]] = defaultdict(list)
    for want in wants:
        found[want.order_id].append(want)
    return found


def _short(lines: Sequence[Want], free: Mapping[int, int]) -> str:
    asked: dict[int, int] = defaultdict(int)
    for want in lines:
        asked[want.product_id] += want.quantity
    for product, quantity in asked.items():
        if free[product] < quantity:
            return f"Only {max(0, free[product])} of {quantity} pieces are free."
    return ""


def _move_wants(
    wants: Sequence[Want],
    kind: str,
    *,
    warehouse_id: int,
    by: Actor,
    at: datetime,
    on_hand: int = 0,
    reserved: int = 0,
) -> None:
    """Move each want's pieces on the shelf and among the reserved: 1 adds them, -1 takes them."""
    lock_levels((want.product_id for want in wants), warehouse_id)
    changes = [
        Change(
            want.product_id,
            kind,
            order_id=want.order_id,
            on_hand=on_hand * want.quantity,
            reserved=reserved * want.quantity,
        )
        for want in wants
    ]
    apply_changes(changes, warehouse_id=warehouse_id, by=by, at=at)


@transaction.atomic
def release(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Give reserved pieces back to the shelf."""
    _move_wants(wants, Kind.RELEASED, warehouse_id=warehouse_id, by=by, at=at, reserved=-1)


@transaction.atomic
def pick(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Take reserved pieces off the shelf into parcels."""
    _move_wants(
        wants, Kind.PICKED, warehouse_id=warehouse_id, by=by, at=at, on_hand=-1, reserved=-1
    )


@transaction.atomic
def put_back(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Put pieces of an unpacked parcel back on the shelf."""
    _move_wants(wants, Kind.RETURNED, warehouse_id=warehouse_id, by=by, at=at, on_hand=1)


@transaction.atomic
def count_stock(
    *, warehouse: Warehouse, product_id: int, on_hand: int, why: str, by: Actor, at: datetime
) -> StockLevel:
    """Book the difference between shelf and book. Raises BadInput below what is reserved."""
    by.require(Role.WAREHOUSE)
    level = lock_levels([product_id], warehouse.pk)[product_id]
    if on_hand < level.reserved:
        text = _("%(n)s pieces are promised to orders.") % {"n": level.reserved}
        raise BadInput("below_reserved", text)
    if difference := on_hand - level.on_hand:
        change = Change(product_id, Kind.COUNTED, why[:80], on_hand=difference)
        apply_changes([change], warehouse_id=warehouse.pk, by=by, at=at)
    level.refresh_from_db()
    return level
