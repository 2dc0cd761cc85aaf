"""What partners said, in their own words and in ours, for those who judge it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.intake import meanings
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.queries import kept_of_parcel

MOST = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A kept event: what it is about, what it means to us ("" unknown), the partner's words."""

    row: UnmappedEvent
    number: str
    meaning: str
    words: str


def present_events(events: Sequence[UnmappedEvent]) -> list[Said]:
    """Kept events in the reader's language; the partner's own words stay as they came."""
    language, codes = get_language() or "en", meanings(events) if events else {}
    return [
        Said(
            row,
            row.subject.partition(":")[2] or row.subject,
            CODES[codes[row]].text(language) if row in codes else "",
            words_of(row),
        )
        for row in events
    ]


def said_of(parcel: Parcel, *, known_at: datetime | None) -> list[Said]:
    """What partners said of a parcel and nobody has understood or confirmed, oldest first."""
    return present_events(kept_of_parcel(parcel, known_at=known_at)[:MOST])


def words_of(row: UnmappedEvent) -> str:
    """The partner's own words: its code, and its text where it gave one."""
    text = str(row.payload.get("text", ""))
    return f"{row.raw_code}: {text}" if text else row.raw_code
