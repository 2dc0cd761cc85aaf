"""Every change of stock: a level and its move are written by one statement, so they agree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput, Duplicate, WrongState
from shipments.numbers.own import REASON, can_stand_in_address
from shipments.parties.models import Seller
from shipments.stock.lifecycle import REPLENISHMENT
from shipments.stock.models import (
    Replenishment,
    ReplenishmentLine,
    StockLevel,
    StockMove,
    Warehouse,
)

Kind = StockMove.Kind


@dataclass(frozen=True, slots=True)
class Want:
    """Pieces of a product that a reference (an order) asks for."""

    reference: str
    product_id: int
    quantity: int


@dataclass(slots=True)
class Reserved:
    """References whose every line is reserved now, and the reason for each that is short."""

    done: set[str] = field(default_factory=set)
    short: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a level: differences in pieces of each number."""

    product_id: int
    kind: str
    reference: str
    on_hand: int = 0
    reserved: int = 0
    damaged: int = 0
    in_transit: int = 0


_LEVELS = """
INSERT INTO shipments_stocklevel (warehouse_id, product_id, on_hand, reserved, damaged, in_transit)
SELECT %s, p, 0, 0, 0, 0 FROM unnest(%s::bigint[]) AS p ORDER BY p ON CONFLICT DO NOTHING
"""
_APPLY = """
WITH change AS (
    SELECT * FROM unnest(%(product)s::bigint[], %(kind)s::text[], %(reference)s::text[],
        %(on_hand)s::int[], %(reserved)s::int[], %(damaged)s::int[], %(in_transit)s::int[])
        AS c(product_id, kind, reference, on_hand, reserved, damaged, in_transit)
), total AS (
    SELECT product_id, sum(on_hand) AS on_hand, sum(reserved) AS reserved,
           sum(damaged) AS damaged, sum(in_transit) AS in_transit
      FROM change GROUP BY product_id
), level AS (
    UPDATE shipments_stocklevel l SET on_hand = l.on_hand + t.on_hand,
        reserved = l.reserved + t.reserved, damaged = l.damaged + t.damaged,
        in_transit = l.in_transit + t.in_transit
      FROM total t WHERE l.product_id = t.product_id AND l.warehouse_id = %(warehouse)s
    RETURNING l.id, l.product_id
)
INSERT INTO shipments_stockmove
    (level_id, kind, on_hand, reserved, damaged, in_transit, reference, by, happened_at,
     recorded_at)
SELECT l.id, c.kind, c.on_hand, c.reserved, c.damaged, c.in_transit, c.reference, %(by)s, %(at)s,
       now() FROM change c JOIN level l USING (product_id)
"""


def _apply(changes: Sequence[Change], *, warehouse_id: int, by: Actor, at: datetime) -> None:
    """Write levels and moves together; the caller holds the levels' locks."""
    if not changes:
        return
    columns: dict[str, Any] = {
        name: [getattr(change, name) for change in changes]
        for name in ("kind", "reference", "on_hand", "reserved", "damaged", "in_transit")
    }
    values = {**columns, "product": [c.product_id for c in changes], "warehouse": warehouse_id}
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, {**values, "by": by.name[:80], "at": at})


def _lock(products: Iterable[int], warehouse_id: int) -> dict[int, StockLevel]:
    """Levels by product, made where missing, locked in id order."""
    wanted = sorted(set(products))
    with connection.cursor() as cursor:
        cursor.execute(_LEVELS, [warehouse_id, wanted])
    rows = StockLevel.objects.filter(warehouse_id=warehouse_id, product_id__in=wanted)
    return {level.product_id: level for level in rows.order_by("pk").select_for_update()}


@transaction.atomic
def reserve(
    *,
    wants: Sequence[Want],
    warehouse_id: int,
    by: Actor,
    at: datetime,
    spared: Mapping[int, int] | None = None,
) -> Reserved:
    """Reserve all lines of a reference or none, in the order given; never more than is there.

    `spared` are pieces by product that are left for others.
    """
    levels, left = _lock((want.product_id for want in wants), warehouse_id), spared or {}
    free = {one: level.available - left.get(one, 0) for one, level in levels.items()}
    result, changes = Reserved(), []
    for reference, lines in _by_reference(wants).items():
        if reason := _short(lines, free):
            result.short[reference] = reason
            continue
        result.done.add(reference)
        for want in lines:
            free[want.product_id] -= want.quantity
            changes.append(
                Change(want.product_id, Kind.RESERVED, reference, reserved=want.quantity)
            )
    _apply(changes, warehouse_id=warehouse_id, by=by, at=at)
    return result


def _by_reference(wants: Sequence[Want]) -> dict[str, list[Want]]:
    found: dict[str, list[Want]] = defaultdict(list)
    for want in wants:
        found[want.reference].append(want)
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
    wants: Sequence[Want], kind: str, *, warehouse_id: int, by: Actor, at: datetime, **signs: int
) -> None:
    _lock((want.product_id for want in wants), warehouse_id)
    changes = [
        Change(
            want.product_id, kind, want.reference,
            **{name: sign * want.quantity for name, sign in signs.items()},
        )
        for want in wants
    ]  # fmt: skip
    _apply(changes, warehouse_id=warehouse_id, by=by, at=at)


@transaction.atomic
def release(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Give reserved pieces back to the shelf."""
    _move_wants(wants, Kind.RELEASED, warehouse_id=warehouse_id, by=by, at=at, reserved=-1)


@transaction.atomic
def pick(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Take reserved pieces off the shelf into parcels."""
    signs = {"on_hand": -1, "reserved": -1}
    _move_wants(wants, Kind.PICKED, warehouse_id=warehouse_id, by=by, at=at, **signs)


@transaction.atomic
def put_back(*, wants: Sequence[Want], warehouse_id: int, by: Actor, at: datetime) -> None:
    """Put pieces of an unpacked parcel back on the shelf."""
    _move_wants(wants, Kind.RETURNED, warehouse_id=warehouse_id, by=by, at=at, on_hand=1)


@transaction.atomic
def announce_replenishment(
    *,
    seller: Seller,
    warehouse: Warehouse,
    number: str,
    lines: Mapping[int, int],
    expected_at: datetime,
    by: Actor,
    at: datetime,
) -> Replenishment:
    """Announce goods on their way: product id -> pieces. Raises Duplicate or BadInput."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if not lines or any(quantity <= 0 for quantity in lines.values()):
        raise BadInput("no_lines", _("Name at least one product with at least one piece."))
    if not can_stand_in_address(number):
        raise BadInput("bad_number", REASON, {"number": number[:40]})
    made, is_new = Replenishment.objects.get_or_create(
        seller=seller,
        number=number,
        defaults={"warehouse": warehouse, "expected_at": expected_at, "created_at": at},
    )
    if not is_new:
        text = _("There is a replenishment %(number)s already.") % {"number": number}
        raise Duplicate("number_taken", text)
    ReplenishmentLine.objects.bulk_create(
        ReplenishmentLine(replenishment=made, product_id=product, expected=quantity)
        for product, quantity in sorted(lines.items())
    )
    _lock(lines, warehouse.pk)
    changes = [Change(p, Kind.ANNOUNCED, number, in_transit=n) for p, n in sorted(lines.items())]
    _apply(changes, warehouse_id=warehouse.pk, by=by, at=at)
    return made


@transaction.atomic
def expect_replenishment(
    *, replenishment: Replenishment, expected_at: datetime, by: Actor, at: datetime
) -> Replenishment:
    """Say anew when goods will come. Raises WrongState once they are there."""
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    waiting = Replenishment.objects.filter(pk=replenishment.pk, status="expected")
    if not waiting.update(expected_at=expected_at):
        text = _("%(replenishment)s is no longer expected.") % {"replenishment": replenishment}
        raise WrongState("not_expected", text)
    replenishment.expected_at = expected_at
    return replenishment


@transaction.atomic
def receive_replenishment(
    *,
    replenishment: Replenishment,
    counts: Mapping[int, tuple[int, int]],
    by: Actor,
    at: datetime,
) -> Replenishment:
    """Receive goods once: product id -> (good, damaged); what is not named did not come.

    Short, over and damaged pieces are moves of their own. Raises BadInput for a product that was
    not announced; a repeat changes nothing.
    """
    by.require(Role.WAREHOUSE)
    moved = REPLENISHMENT.move([replenishment], "received", by=by, at=at).all_or_refuse()
    if moved.already:
        return replenishment
    lines = {line.product_id: line for line in replenishment.lines.all()}
    if strangers := sorted(set(counts) - set(lines)):
        text = _("Product %(product)s was not announced.") % {"product": strangers[0]}
        raise BadInput("not_announced", text)
    for product, line in lines.items():
        line.received, line.damaged = counts.get(product, (0, 0))
    ReplenishmentLine.objects.bulk_update(lines.values(), ["received", "damaged"])
    Replenishment.objects.filter(pk=replenishment.pk).update(received_at=at)
    _lock(lines, replenishment.warehouse_id)
    changes = [c for line in lines.values() for c in _received(line, replenishment.number)]
    _apply(changes, warehouse_id=replenishment.warehouse_id, by=by, at=at)
    return replenishment


def _received(line: ReplenishmentLine, number: str) -> list[Change]:
    """The moves of one received line: as announced, and each way in which it differed."""
    good, product = line.received, line.product_id
    as_announced = min(good, line.expected - min(line.damaged, line.expected))
    changes = [
        Change(product, Kind.RECEIVED, number, on_hand=as_announced, in_transit=-as_announced)
    ]
    left = line.expected - as_announced
    damaged_in = min(line.damaged, left)
    if line.damaged:
        changes.append(
            Change(product, Kind.DAMAGED, number, damaged=line.damaged, in_transit=-damaged_in)
        )
    if left - damaged_in:
        changes.append(Change(product, Kind.SHORT, number, in_transit=-(left - damaged_in)))
    if good - as_announced:
        changes.append(Change(product, Kind.OVER, number, on_hand=good - as_announced))
    return changes


@transaction.atomic
def count_stock(
    *, warehouse: Warehouse, product_id: int, on_hand: int, why: str, by: Actor, at: datetime
) -> StockLevel:
    """Book the difference between shelf and book. Raises BadInput below what is reserved."""
    by.require(Role.WAREHOUSE)
    level = _lock([product_id], warehouse.pk)[product_id]
    if on_hand < level.reserved:
        text = _("%(n)s pieces are promised to orders.") % {"n": level.reserved}
        raise BadInput("below_reserved", text)
    if difference := on_hand - level.on_hand:
        change = Change(product_id, Kind.COUNTED, why[:80], on_hand=difference)
        _apply([change], warehouse_id=warehouse.pk, by=by, at=at)
    level.refresh_from_db()
    return level
