"""The set-based form of the projection, in SQL; a property test proves it equal to the pure rule.

These statements and `Lifecycle.move` are the only writers of a status.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from shipments.tracking.codes import CODES, LIFTED
from shipments.tracking.containers import OF_WANTED, containments_at, parcels_inside, seen_events
from shipments.tracking.models import SUBJECTS, Event
from shipments.tracking.tracks import LEVELS, NO_MORE, SINCE, STATUSES, TURNED_BACK, Code, Track


def _codes_values() -> str:
    """The catalogue as SQL rows: code, track, status, rank, level, corrects, lifts."""
    rows = (
        f"('{c.code}','{c.track}','{c.status or ''}',{c.rank},{c.level},"
        f"{str(c.corrects).lower()},'{c.lifts}')"
        for c in CODES.values()
        if c.track
    )
    return ",".join(rows)


def _lifted_later() -> str:
    """Whether a status that can be lifted was: what it says is taken away."""
    words = sorted({(c.lifts, c.track) for c in CODES.values() if c.lifts})
    tests = (
        f"(c.status = '{status}' AND bool_or(c.lifts = '{status}') OVER later)"
        for status, _track in words
    )
    return " OR ".join(tests)


CONTAINERS = [name for name in SUBJECTS if name != "parcel"]
_SEEN = seen_events("e.code, e.happened_at", own=OF_WANTED)

_FOLDED = f"""
WITH wanted AS (SELECT unnest(%(ids)s::bigint[]) AS id),
lay AS MATERIALIZED (
    SELECT c.* FROM wanted w JOIN shipments_containment c ON c.parcel_id = w.id
),
codes(code, track, status, rank, level, corrects, lifts) AS (VALUES {_codes_values()}),
coded AS MATERIALIZED (
    SELECT s.parcel_id, s.happened_at, k.track, k.status, k.rank, k.level, k.corrects,
           k.lifts
      FROM ({_SEEN}) s JOIN codes k USING (code)
),
reset AS (
    SELECT DISTINCT ON (parcel_id, track) parcel_id, track, happened_at, rank
      FROM coded WHERE corrects
     ORDER BY parcel_id, track, happened_at DESC, rank DESC
),
counted AS (
    SELECT c.*, coalesce({_lifted_later()}, false)
             OR coalesce(c.status = '{NO_MORE}'
                         AND bool_or(c.status = '{TURNED_BACK}') OVER earlier, false) AS void
      FROM coded c LEFT JOIN reset r USING (parcel_id, track)
     WHERE r.parcel_id IS NULL
        OR (c.happened_at, c.corrects, c.rank) >= (r.happened_at, true, r.rank)
    WINDOW told AS (PARTITION BY parcel_id, track ORDER BY c.happened_at, c.corrects, c.rank),
           earlier AS (told ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           later AS (told ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
),
standing AS (
    SELECT DISTINCT ON (parcel_id, track) parcel_id, track, status, happened_at
      FROM counted WHERE NOT void AND status <> ''
     ORDER BY parcel_id, track, level DESC,
              CASE WHEN level = 0 THEN happened_at END DESC,
              CASE WHEN level = 0 THEN corrects END DESC,
              CASE WHEN level = 0 THEN rank END DESC,
              happened_at, corrects, rank
),
folded AS (
    SELECT w.id,
        max(s.status) FILTER (WHERE s.track = 'movement') AS movement,
        max(s.happened_at) FILTER (WHERE s.track = 'movement') AS movement_at,
        max(s.status) FILTER (WHERE s.track = 'export_clearance') AS export_clearance,
        max(s.happened_at) FILTER (WHERE s.track = 'export_clearance') AS export_at,
        max(s.status) FILTER (WHERE s.track = 'import_clearance') AS import_clearance,
        max(s.happened_at) FILTER (WHERE s.track = 'import_clearance') AS import_at
      FROM wanted w LEFT JOIN standing s ON s.parcel_id = w.id GROUP BY w.id
),
truth AS (
    SELECT f.id, coalesce(f.movement, 'created') AS movement,
           coalesce(f.movement_at, p.created_at) AS movement_at,
           coalesce(f.export_clearance, 'not_filed') AS export_clearance, f.export_at,
           coalesce(f.import_clearance, 'not_filed') AS import_clearance, f.import_at
      FROM folded f JOIN shipments_parcel p ON p.id = f.id
)
"""

_IS = (
    "(p.movement, p.movement_at, p.export_clearance, p.export_at, p.import_clearance, p.import_at)"
)
_SHOULD = (
    "(t.movement, t.movement_at, t.export_clearance, t.export_at, t.import_clearance, t.import_at)"
)

_REFOLD = f"""{_FOLDED}
UPDATE shipments_parcel p SET movement = t.movement, movement_at = t.movement_at,
    export_clearance = t.export_clearance, export_at = t.export_at,
    import_clearance = t.import_clearance, import_at = t.import_at
  FROM truth t WHERE t.id = p.id AND {_IS} IS DISTINCT FROM {_SHOULD}
RETURNING p.id, p.order_id
"""

_DIFFERENT = f"""{_FOLDED}
SELECT p.number FROM truth t JOIN shipments_parcel p ON p.id = t.id
 WHERE {_IS} IS DISTINCT FROM {_SHOULD} ORDER BY p.id
"""

_FOLLOW = """
UPDATE shipments_order o SET status = n.status FROM (
    SELECT p.order_id, CASE
        WHEN bool_and(p.movement = 'cancelled') THEN 'cancelled'
        WHEN bool_and(p.movement IN ('returned', 'cancelled', 'lost', 'destroyed')) THEN CASE
            WHEN bool_or(p.movement = 'lost') THEN 'lost'
            WHEN bool_or(p.movement = 'destroyed') THEN 'destroyed'
            ELSE 'returned' END
        WHEN bool_and(p.movement IN ('delivered','returned','cancelled','lost','destroyed'))
             AND bool_or(p.movement = 'delivered') THEN 'delivered'
        WHEN bool_or(p.movement NOT IN
             ('created','ready','received','packed','loaded','cancelled')) THEN 'shipped'
        ELSE 'packed' END AS status
      FROM shipments_parcel p WHERE p.order_id = ANY(%(orders)s) GROUP BY p.order_id) n
 WHERE o.id = n.order_id AND o.status <> n.status
"""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Parcels met in a container, and the last of their ids (0 when none were left)."""

    parcels: list[int]
    last: int


def refold(parcel_ids: Sequence[int]) -> list[int]:
    """Recompute the statuses of these parcels and of their orders from the events alone.

    The caller holds the parcels' locks. Returns the ids of parcels that changed.
    """
    if not parcel_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_REFOLD, {"ids": list(parcel_ids)})
        changed = cursor.fetchall()
    follow([order for _, order in changed])
    return [parcel for parcel, _ in changed]


def differing(parcel_ids: Sequence[int]) -> list[str]:
    """The numbers of those parcels whose row differs from what their events say."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENT, {"ids": list(parcel_ids)})
        return [number for (number,) in cursor.fetchall()]


def follow(order_ids: Sequence[int]) -> None:
    """Let orders follow their parcels: one UPDATE for those whose status is another now."""
    if order_ids:
        with connection.cursor() as cursor:
            cursor.execute(_FOLLOW, {"orders": list(order_ids)})


def next_contents(event: Event, *, after: int, size: int) -> Chunk:
    """The next parcels, by id, that lay in the event's container when it happened."""
    kind = next(name for name in CONTAINERS if getattr(event, f"{name}_id"))
    rows = containments_at(kind, [getattr(event, f"{kind}_id")], at=event.happened_at)
    parcels = parcels_inside(rows, after=after, size=size)
    return Chunk(parcels, parcels[-1] if parcels else 0)


_ADVANCE = """
UPDATE shipments_parcel p SET {column} = %(status)s, {since} = t.at
  FROM unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) AS t(id, at)
 WHERE p.id = t.id AND (p.{since} IS NULL OR p.{since} < t.at) AND p.{column} <> ALL(%(above)s)
RETURNING p.id, p.order_id
"""
_DOUBTFUL = """
SELECT p.id FROM shipments_parcel p
  JOIN unnest(%(ids)s::bigint[], %(ats)s::timestamptz[]) AS t(id, at) ON p.id = t.id
 WHERE (p.{since} = t.at AND p.{column} <> %(status)s)
    OR (p.{since} > t.at AND (%(level)s <> 0 OR p.{column} = ANY(%(yielding)s)))
    OR p.{column} = ANY(%(beneath)s)
 ORDER BY p.id FOR NO KEY UPDATE OF p
"""


def advance(parcel_ids: Sequence[int], ats: Sequence[datetime], code: Code) -> list[int]:
    """Apply one new event of a code to each parcel; the common case is one plain UPDATE.

    An event later than the present status moves it unless that is settled on the same or a higher
    level. What could change the past (a correction, a settling status come late, a tie) is left to
    `refold`. Returns the parcels that changed.
    """
    if code.track is None:
        return []
    if code.corrects or code.lifts or code.status in LIFTED:
        return refold(parcel_ids)
    levels = LEVELS[code.track]
    # What lies below a delivery may have turned back before: its story says.
    beneath = [
        name for name, level in levels.items() if code.status == NO_MORE and level < code.level
    ]
    yielding = [name for name, level in levels.items() if level < 0]
    above = [
        status
        for status in STATUSES[code.track]
        if (level := levels.get(status, 0)) > code.level or level == code.level != 0
    ]
    values: dict[str, Any] = {
        "ids": list(parcel_ids),
        "ats": list(ats),
        "status": code.status,
        "above": above + beneath,
        "beneath": beneath,
        "level": code.level,
        "yielding": yielding,
    }
    names = {"column": str(code.track), "since": SINCE[code.track]}
    with connection.cursor() as cursor:
        cursor.execute(_ADVANCE.format(**names), values)
        changed = cursor.fetchall()
        doubtful: list[int] = []
        if len(changed) < len(parcel_ids):
            cursor.execute(_DOUBTFUL.format(**names), values)
            doubtful = [pk for (pk,) in cursor.fetchall()]
    if code.track == Track.MOVEMENT:
        follow([order for _, order in changed])
    return [pk for pk, _ in changed] + refold(doubtful)
