"""What happened to many parcels at once, for measuring; the single parcel's page uses `story`."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from shipments.tracking.containers import OF_WANTED, seen_events
from shipments.tracking.projection import Happening

_SEEN = seen_events("e.code, e.happened_at", own=OF_WANTED)


def happenings_of(parcel_ids: Sequence[int]) -> dict[int, list[Happening]]:
    """Every event of these parcels and of their containers, by parcel; one query."""
    found: dict[int, list[Happening]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH wanted AS (SELECT unnest(%s::bigint[]) AS id), lay AS MATERIALIZED (
                SELECT c.* FROM wanted w JOIN shipments_containment c ON c.parcel_id = w.id)
                SELECT parcel_id, code, happened_at FROM ({_SEEN}) s""",
            [list(parcel_ids)],
        )
        for parcel, code, happened_at in cursor.fetchall():
            found[parcel].append(Happening(code, happened_at))
    return found
