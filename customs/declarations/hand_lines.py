"""Decisions that staff record by hand, on the line of the registry they answer, and back again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from customs.declarations.models import ImportLine
from shipments.actor import Actor

# Each parcel's latest line, on which a decision is written.
_LATEST = """
UPDATE customs_importline l SET decision = '', decided_code = %s, decided_by = %s, decided_at = %s,
       reason = %s, reason_code = ''
  FROM (SELECT max(id) AS id FROM customs_importline WHERE parcel_id = ANY(%s)
         GROUP BY parcel_id) m
 WHERE l.id = m.id
"""
_KEPT = ("decision", "decided_code", "decided_by", "reason", "reason_code")


def write_by_hand(
    parcel_ids: Sequence[int], *, code: str, reason: str, by: Actor, at: datetime
) -> None:
    """Write on the latest line of each parcel what an officer decided; it is nobody's code."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [code, by.name[:80], at, reason[:300], list(parcel_ids)])


def _latest(parcel_ids: Sequence[int]) -> dict[int, ImportLine]:
    rows = ImportLine.objects.filter(parcel__in=parcel_ids).order_by("parcel_id", "-pk")
    return {line.parcel_id: line for line in rows.distinct("parcel_id")}


def line_of(parcel_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What stands on each parcel's latest line, as plain data that can be kept."""
    return {
        pk: {
            **{name: getattr(line, name) for name in _KEPT},
            "decided_at": line.decided_at.isoformat() if line.decided_at else None,
        }
        for pk, line in _latest(parcel_ids).items()
    }


def lines_back(before: Mapping[int, dict[str, Any] | None]) -> None:
    """Lines stand again as `line_of` found them; what it found nothing of is left alone."""
    lines = _latest([pk for pk, kept in before.items() if kept])
    for pk, line in lines.items():
        kept = before[pk] or {}
        for name in _KEPT:
            setattr(line, name, kept[name])
        moment = kept["decided_at"]
        line.decided_at = datetime.fromisoformat(moment) if moment else None
    ImportLine.objects.bulk_update(lines.values(), [*_KEPT, "decided_at"], batch_size=1_000)
