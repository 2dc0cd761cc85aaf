"""The pieces that an airline tells of, added up: parts that are whole together, and what lacks."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from shipments.tracking.models import Event
from shipments.tracking.partner_event import RawEvent

# A status of a part -> the same of the whole.
PARTS = {"DEP/P": "DEP", "ARR/P": "ARR"}
RECEIVED = "RCF"


@dataclass(slots=True)
class Pieces:
    """What was told of one consignment at one place by one status: each part once.

    `total` is what the airline calls the whole, 0 where it never did; `at` when the last part came.
    """

    total: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    at: datetime | None = None
    last: RawEvent | None = None

    @property
    def told(self) -> int:
        return sum(self.parts.values())

    @property
    def is_whole(self) -> bool:
        return 0 < self.total == self.told

    def add(self, ref: str, pieces: int, total: int, at: datetime) -> None:
        self.parts[ref] = pieces
        self.total = max(self.total, total)
        self.at = max(self.at or at, at)


Key = tuple[str, str, str]  # the consignment's subject, the raw code, the place


def parts_made_whole(raw: Sequence[RawEvent]) -> list[RawEvent]:
    """A status of the whole for each consignment whose parts, kept and new, add up to it now.

    "DEP P2" and "DEP P18" of 20 pieces have departed when the later of them has.
    """
    added = added_up([raw_event for raw_event in raw if raw_event.raw_code in PARTS])
    return [
        _whole(pieces) for pieces in added.values() if pieces.is_whole and pieces.last is not None
    ]


def _whole(pieces: Pieces) -> RawEvent:
    last = pieces.last
    assert last is not None
    assert pieces.at is not None
    code, mawb = PARTS[last.raw_code], last.subject.partition(":")[2]
    return replace(
        last,
        raw_code=code,
        happened_at=pieces.at,
        text="",
        source_ref=f"{mawb}:{code}:SUM:{last.place}:{pieces.total}",
        payload={**last.payload, "part": "T", "pieces": pieces.total, "parts": len(pieces.parts)},
    )


def added_up(raw: Sequence[RawEvent]) -> dict[Key, Pieces]:
    """The pieces of these statuses with those kept before, by consignment, status and place."""
    found: dict[Key, Pieces] = defaultdict(Pieces)
    for key, ref, detail, at in _kept(
        {raw_event.subject for raw_event in raw}, {raw_event.raw_code for raw_event in raw}
    ):
        found[key].add(ref, *_counts(detail), at)
    wanted = {_key(raw_event) for raw_event in raw}
    for raw_event in sorted(raw, key=lambda raw_event: raw_event.happened_at):
        pieces = found[_key(raw_event)]
        pieces.add(raw_event.source_ref, *_counts(raw_event.payload), raw_event.happened_at)
        pieces.last = raw_event
    return {key: pieces for key, pieces in found.items() if key in wanted}


def _key(raw_event: RawEvent) -> Key:
    return raw_event.subject, raw_event.raw_code, raw_event.place


def _counts(words: dict[str, Any]) -> tuple[int, int]:
    return int(words.get("pieces") or 0), int(words.get("total") or 0)


def _kept(
    subjects: Iterable[str], codes: Iterable[str]
) -> Iterator[tuple[Key, str, dict[str, Any], datetime]]:
    """What was told of these consignments before by these statuses; one query."""
    mawbs = [subject.partition(":")[2] for subject in subjects]
    rows = Event.objects.filter(consolidation__mawb__in=mawbs, detail__raw__in=list(codes))
    columns = ("consolidation__mawb", "place", "source_ref", "detail", "happened_at")
    for mawb, place, ref, detail, at in rows.values_list(*columns) if mawbs else ():
        yield (f"consolidation:{mawb}", detail["raw"], place), ref, detail, at
