"""Putting parcels into containers and taking them out: rows of Containment, set-based."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

# Containment is half-open: what happens at the very instant of unloading is told this much earlier
# or unloading this much later, so that it still belongs to what was inside.
INSTANT = timedelta(microseconds=1)

_PUT = """
INSERT INTO shipments_containment (parcel_id, bag_id, uld_id, consolidation_id, since, why)
SELECT t.p, t.b, t.u, %s::bigint, %s::timestamptz, ''
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(p, b, u)
  JOIN shipments_parcel ON shipments_parcel.id = t.p AND movement <> 'cancelled'
 ORDER BY t.p FOR KEY SHARE OF shipments_parcel
ON CONFLICT DO NOTHING RETURNING parcel_id
"""


def put(
    rows: Sequence[tuple[int, int | None, int | None]], *, consolidation_id: int, at: datetime
) -> list[int]:
    """Put parcels (parcel, bag, ULD) into a consolidation; one already somewhere stays there.

    A parcel cancelled at this very moment is waited for and left out.
    """
    if not rows:
        return []
    parcels, bags, ulds = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [consolidation_id, at, parcels, bags, ulds])
        return [pk for (pk,) in cursor.fetchall()]


def take_out(parcel_ids: Sequence[int], *, at: datetime, why: str) -> list[int]:
    """End the parcels' present containment; returns those that lay somewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE shipments_containment SET until = greatest(since, %s), why = %s
                WHERE until IS NULL AND parcel_id = ANY(%s) RETURNING parcel_id""",
            [at, why[:300], list(parcel_ids)],
        )
        return [pk for (pk,) in cursor.fetchall()]


_FOLLOW = """
WITH out AS (
  UPDATE shipments_containment SET until = greatest(since, %(at)s), why = %(why)s
   WHERE until IS NULL AND bag_id = ANY(%(bags)s) RETURNING parcel_id, bag_id)
INSERT INTO shipments_containment (parcel_id, bag_id, uld_id, consolidation_id, since, why)
SELECT o.parcel_id, b.id, b.uld_id, CASE WHEN b.aside_at IS NULL THEN b.consolidation_id END,
       %(at)s, ''
  FROM out o JOIN shipments_bag b ON b.id = o.bag_id ORDER BY o.parcel_id
RETURNING parcel_id
"""


def follow_bags(bag_ids: Sequence[int], *, at: datetime, why: str) -> list[int]:
    """Let what lies in bags go where the bags' rows say they are now; returns those parcels."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"bags": list(bag_ids), "at": at, "why": why[:300]})
        return [pk for (pk,) in cursor.fetchall()]


def empty(consolidation_id: int, *, at: datetime, why: str) -> int:
    """End the containment of all in a consolidation from `at` on; returns how many left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE shipments_containment SET until = greatest(since, %s), why = %s
                WHERE until IS NULL AND consolidation_id = %s""",
            [at, why[:300], consolidation_id],
        )
        return cursor.rowcount


def parcels_in(consolidation_id: int, *, held: bool | None = None) -> list[int]:
    """The parcels in a consolidation now, by id; only the held or the free ones where asked."""
    condition = "" if held is None else f" AND p.held = {held}"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.parcel_id FROM shipments_containment c
                  JOIN shipments_parcel p ON p.id = c.parcel_id{condition}
                 WHERE c.until IS NULL AND c.consolidation_id = %s ORDER BY c.parcel_id""",
            [consolidation_id],
        )
        return [pk for (pk,) in cursor.fetchall()]
