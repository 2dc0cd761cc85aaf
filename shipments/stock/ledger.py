"""The ledger: a level and its move are written by one statement, so they always agree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shipments.actor import Actor
from shipments.stock.models import StockLevel


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a level: differences in pieces of each number, and what it is made for."""

    product_id: int
    kind: str
    reference: str = ""
    order_id: int | None = None
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
        %(order_id)s::bigint[], %(on_hand)s::int[], %(reserved)s::int[], %(damaged)s::int[],
        %(in_transit)s::int[])
        AS c(product_id, kind, reference, order_id, on_hand, reserved, damaged, in_transit)
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
    (level_id, kind, on_hand, reserved, damaged, in_transit, order_id, reference, by, happened_at,
     recorded_at)
SELECT l.id, c.kind, c.on_hand, c.reserved, c.damaged, c.in_transit, c.order_id, c.reference,
       %(by)s, %(at)s, now() FROM change c JOIN level l USING (product_id)
"""


def apply_changes(changes: Sequence[Change], *, warehouse_id: int, by: Actor, at: datetime) -> None:
    """Write levels and moves together; the caller holds the levels' locks."""
    if not changes:
        return
    columns: dict[str, Any] = {
        name: [getattr(change, name) for change in changes]
        for name in (
            "kind",
            "reference",
            "order_id",
            "on_hand",
            "reserved",
            "damaged",
            "in_transit",
        )
    }
    values = {**columns, "product": [c.product_id for c in changes], "warehouse": warehouse_id}
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, {**values, "by": by.name[:80], "at": at})


def lock_levels(products: Iterable[int], warehouse_id: int) -> dict[int, StockLevel]:
    """Levels by product, made where missing, locked in id order."""
    wanted = sorted(set(products))
    with connection.cursor() as cursor:
        cursor.execute(_LEVELS, [warehouse_id, wanted])
    rows = StockLevel.objects.filter(warehouse_id=warehouse_id, product_id__in=wanted)
    return {level.product_id: level for level in rows.order_by("pk").select_for_update()}
