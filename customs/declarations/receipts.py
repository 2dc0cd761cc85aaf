"""Keeping every answer of an authority as it came, set-based; a repeated one is kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

_KEEP = """
INSERT INTO customs_receipt (parcel_id, scheme, raw_code, code, number, text, source, happened_at,
    recorded_at)
SELECT p.id, t.scheme, t.raw, t.code, t.number, t.text, %s, t.at, %s
  FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::timestamptz[]) AS t(parcel, scheme, raw, code, number, text, at)
  JOIN shipments_parcel p ON p.number = t.parcel
    ON CONFLICT DO NOTHING
RETURNING parcel_id, raw_code
"""


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """An answer about one parcel; `code` is ours, "" where nobody has mapped it yet."""

    parcel: str
    scheme: str
    raw_code: str
    code: str
    at: datetime
    number: str = ""
    text: str = ""


def keep_receipts(
    receipts: Sequence[NewReceipt], *, source: str, at: datetime
) -> list[tuple[int, str]]:
    """Keep answers about parcels of ours; what is about none is left out.

    Returns (parcel's id, the authority's code) of those that are new.
    """
    if not receipts:
        return []
    columns: list[Any] = [
        [receipt.parcel for receipt in receipts],
        [receipt.scheme[:20] for receipt in receipts],
        [receipt.raw_code[:60] for receipt in receipts],
        [receipt.code for receipt in receipts],
        [receipt.number[:60] for receipt in receipts],
        [receipt.text[:1000] for receipt in receipts],
        [receipt.at for receipt in receipts],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [source[:40], at, *columns])
        return cursor.fetchall()
