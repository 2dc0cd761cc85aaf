"""What `queries` tells of one parcel, told of many at once: where they are, and their stories."""

from collections import defaultdict
from collections.abc import Sequence

from shipments.tracking.prepared import prepared
from shipments.tracking.queries import StoryLine, Tracked, as_story

_TRACKED = """
SELECT p.id, p.number, p.movement, p.movement_at, p.export_clearance, p.import_clearance, p.held,
       k.id, k.code, d.zone, o.postal_code, (
    SELECT coalesce(l.actual_arrival, l.estimated_arrival, l.planned_arrival)
      FROM shipments_containment c JOIN shipments_consolidation n ON n.id = c.consolidation_id
      JOIN shipments_leg l ON l.flight_id = n.flight_id
     WHERE c.parcel_id = p.id AND c.until IS NULL ORDER BY l.sequence DESC LIMIT 1)
  FROM shipments_parcel p JOIN shipments_order o ON o.id = p.order_id
  JOIN shipments_channel k ON k.id = p.channel_id JOIN shipments_place d ON d.id = k.destination_id
 WHERE p.id = ANY(%(parcels)s)
"""
_FIELDS = "e.id, e.code, e.happened_at, e.zone, e.place, e.recorded_at, e.source, e.detail"
_WHILE = "e.happened_at >= c.since AND (c.until IS NULL OR e.happened_at < c.until)"
_STORIES = f"""
WITH lay AS (
    SELECT parcel_id, consolidation_id, uld_id, bag_id, since, until
      FROM shipments_containment WHERE parcel_id = ANY(%(parcels)s)
), seen AS (
    SELECT e.parcel_id, {_FIELDS} FROM shipments_event e WHERE e.parcel_id = ANY(%(parcels)s)
    UNION ALL SELECT c.parcel_id, {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.consolidation_id = c.consolidation_id AND {_WHILE}
    UNION ALL SELECT c.parcel_id, {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.bag_id = c.bag_id AND {_WHILE}
    UNION ALL SELECT c.parcel_id, {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.uld_id = c.uld_id AND {_WHILE}
    UNION ALL SELECT c.parcel_id, {_FIELDS} FROM lay c
        JOIN shipments_consolidation k ON k.id = c.consolidation_id
        JOIN shipments_leg l ON l.flight_id = k.flight_id
        JOIN shipments_event e ON e.leg_id = l.id AND {_WHILE}
)
SELECT parcel_id, code, happened_at, zone, place, recorded_at, source, detail->>'reason',
       coalesce(detail->>'place_text', detail->>'text', ''),
       coalesce(detail->>'day_only' = 'true', false)
  FROM seen ORDER BY parcel_id, happened_at, id
"""


def tracked_of(parcel_ids: Sequence[int]) -> dict[int, Tracked]:
    """What a page needs of these parcels, by id; one query."""
    rows = prepared(_TRACKED, {"parcels": list(parcel_ids)})
    return {row[0]: Tracked(*row) for row in rows}


def stories_of(parcel_ids: Sequence[int]) -> dict[int, list[StoryLine]]:
    """Everything that happened to these parcels, by id, each oldest first; one query."""
    told: dict[int, list[StoryLine]] = defaultdict(list)
    for parcel, *line in prepared(_STORIES, {"parcels": list(parcel_ids)}):
        told[parcel].append(StoryLine(*line))
    return {parcel: as_story(lines) for parcel, lines in told.items()}
