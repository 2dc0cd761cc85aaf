"""Putting parcels into containers and taking them out: rows of Containment, set-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shipments.flights.reasons import OffloadReason
from shipments.tracking.models import Containment

# Containment is half-open: what happens at the very instant of unloading is told this much earlier
# or unloading this much later, so that it still belongs to what was inside.
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class End:
    """How a containment ends: by one of `Containment.Ending`, with a reason of the list or a note.

    Where what was moved lies then is said by its next containment.
    """

    by: str
    reason: str = ""
    note: str = ""


def taken_off(why: str) -> End:
    """The end of what is taken off: `why` is one of `OffloadReason`, or what somebody wrote."""
    if why in OffloadReason.values:
        return End(Containment.Ending.OFFLOADED, reason=why)
    return End(Containment.Ending.OFFLOADED, note=why[:300])


_PUT = """
INSERT INTO shipments_containment
    (parcel_id, bag_id, uld_id, consolidation_id, since, ended_by, reason, note)
SELECT t.p, t.b, t.u, %s::bigint, %s::timestamptz, '', '', ''
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


_ENDED = "until = greatest(since, %(at)s), ended_by = %(by)s, reason = %(reason)s, note = %(note)s"


def _values(at: datetime, end: End) -> dict[str, Any]:
    return {"at": at, "by": end.by, "reason": end.reason, "note": end.note}


def take_out(parcel_ids: Sequence[int], *, at: datetime, end: End) -> list[int]:
    """End the parcels' present containment; returns those that lay somewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE shipments_containment SET {_ENDED}
                 WHERE until IS NULL AND parcel_id = ANY(%(parcels)s) RETURNING parcel_id""",
            {"parcels": list(parcel_ids), **_values(at, end)},
        )
        return [pk for (pk,) in cursor.fetchall()]


_FOLLOW = f"""
WITH out AS (
  UPDATE shipments_containment SET {_ENDED}
   WHERE until IS NULL AND bag_id = ANY(%(bags)s) RETURNING parcel_id, bag_id)
INSERT INTO shipments_containment
    (parcel_id, bag_id, uld_id, consolidation_id, since, ended_by, reason, note)
SELECT o.parcel_id, b.id, b.uld_id, CASE WHEN b.aside_at IS NULL THEN b.consolidation_id END,
       %(at)s, '', '', ''
  FROM out o JOIN shipments_bag b ON b.id = o.bag_id ORDER BY o.parcel_id
RETURNING parcel_id
"""


def follow_bags(bag_ids: Sequence[int], *, at: datetime, end: End) -> list[int]:
    """Let what lies in bags go where the bags' rows say they are now; returns those parcels."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"bags": list(bag_ids), **_values(at, end)})
        return [pk for (pk,) in cursor.fetchall()]


def empty(consolidation_id: int, *, at: datetime, end: End) -> int:
    """End the containment of all in a consolidation from `at` on; returns how many left it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE shipments_containment SET {_ENDED}
                 WHERE until IS NULL AND consolidation_id = %(consolidation)s""",
            {"consolidation": consolidation_id, **_values(at, end)},
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
