"""Where parcels go that a flight left behind: when they would have landed, and when they will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

# A flight's end for what is inside is told this much before it is emptied; see consolidation.
INSTANT = timedelta(microseconds=1)
# Of each parcel the flight it last lay in, and the one it lies in now, else the next of the
# channel that still takes cargo; flights are few, whatever the number of parcels.
_ONWARD = """
WITH behind AS (
    SELECT DISTINCT ON (c.parcel_id) c.parcel_id, k.flight_id
      FROM shipments_containment c JOIN shipments_consolidation k ON k.id = c.consolidation_id
     WHERE c.parcel_id = ANY(%(parcels)s) AND c.until <= %(moment)s::timestamptz + %(instant)s
     ORDER BY c.parcel_id, c.until DESC
), instead AS (
    SELECT f.id, next.id AS next_id FROM shipments_flight f
      LEFT JOIN LATERAL (
        SELECT n.id FROM shipments_flight n JOIN shipments_leg l
               ON l.flight_id = n.id AND l.sequence = 1 AND l.status = 'scheduled'
         WHERE n.channel_id = f.channel_id AND n.id <> f.id AND n.cargo_cutoff > %(at)s
         ORDER BY n.cargo_cutoff, n.id LIMIT 1) next ON true
     WHERE f.id IN (SELECT flight_id FROM behind)
), lies AS (
    SELECT c.parcel_id, k.flight_id
      FROM shipments_containment c JOIN shipments_consolidation k ON k.id = c.consolidation_id
     WHERE c.parcel_id = ANY(%(parcels)s) AND c.until IS NULL
), landing AS (
    SELECT DISTINCT ON (l.flight_id) l.flight_id,
           coalesce(l.estimated_arrival, l.planned_arrival) AS lands_at
      FROM shipments_leg l
     WHERE l.flight_id IN (SELECT id FROM instead UNION SELECT next_id FROM instead
                           UNION SELECT flight_id FROM lies)
     ORDER BY l.flight_id, l.sequence DESC
)
SELECT b.parcel_id, was.lands_at, will.lands_at
  FROM behind b JOIN instead i ON i.id = b.flight_id
  LEFT JOIN lies s ON s.parcel_id = b.parcel_id
  JOIN landing was ON was.flight_id = b.flight_id
  LEFT JOIN landing will ON will.flight_id = coalesce(s.flight_id, i.next_id)
"""


@dataclass(frozen=True, slots=True)
class Onward:
    """When a parcel would have landed, and when it will as far as flights are known."""

    before: datetime
    after: datetime | None


def onward(parcels: Sequence[int], *, left_at: datetime, at: datetime) -> dict[int, Onward]:
    """The landings of parcels that stayed behind at `left_at`; one query, however many."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "parcels": list(parcels),
            "moment": left_at,
            "instant": INSTANT,
            "at": at,
        }
        cursor.execute(_ONWARD, values)
        return {pk: Onward(before, after) for pk, before, after in cursor.fetchall()}
