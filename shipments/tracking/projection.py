"""The one definition of how a parcel's status follows from its events. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shipments.tracking.codes import CODES, Code, Track


@dataclass(frozen=True, slots=True)
class Happening:
    """What the rule needs of an event: its code and when it happened."""

    code: str
    happened_at: datetime


def sort_key(happening: Happening) -> tuple[datetime, bool, int]:
    """The order of the fold; it does not depend on the order of arrival."""
    code = CODES[happening.code]
    return happening.happened_at, code.corrects, code.rank


def applies(code: Code, level: int) -> bool:
    """Whether an event moves a status of `level`: upwards, from the ground, or as a correction."""
    return code.corrects or level == 0 or code.level > level


def status_after(
    track: Track, happenings: Iterable[Happening]
) -> tuple[str | None, datetime | None]:
    """The track's status and since when; (None, None) while nothing has moved it."""
    status, since, level = None, None, 0
    relevant = [one for one in happenings if CODES[one.code].track == track]
    for one in sorted(relevant, key=sort_key):
        code = CODES[one.code]
        if applies(code, level):
            status, since, level = code.status, one.happened_at, code.level
    return status, since
