"""The duty of import lines: worked out in chunks, written with its working."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customs.declarations.models import ImportLine
from customs.duty.assess import Assessment
from customs.duty.queries import assess_parcels

CHUNK = 5_000

_WRITE = """
UPDATE customs_importline l SET duty_rub = t.duty, fee_rub = t.fee, working = t.working
  FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::jsonb[])
    AS t(id, duty, fee, working) WHERE l.id = t.id
"""


def assess_lines(lines: QuerySet[ImportLine], *, at: datetime) -> int:
    """Work out the duty of these lines by the regime of the day; returns how many.

    The caller holds a transaction. Raises NotFound where there is no regime or no rate of the euro.
    """
    found = lines.select_related("parcel").order_by("pk").select_for_update(of=("self",))
    rows = list(found)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        assessed = assess_parcels([line.parcel for line in chunk], at=at)
        _write(chunk, [assessed[line.parcel_id] for line in chunk])
    return len(rows)


def _write(lines: Sequence[ImportLine], results: Sequence[Assessment]) -> None:
    columns: list[Any] = [
        [line.pk for line in lines],
        [one.duty_rub for one in results],
        [one.fee_rub for one in results],
        [json.dumps(one.working) for one in results],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)
