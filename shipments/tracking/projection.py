"""The one definition of how a parcel's status follows from its events. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shipments.tracking.codes import CODES, LIFTED
from shipments.tracking.tracks import LEVELS, NO_MORE, TURNED_BACK, Code, Track

# Below every status: what nothing has moved yet.
LOWEST = min(level for levels in LEVELS.values() for level in levels.values()) - 1
Stood = tuple[str | None, datetime | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """What the rule needs of an event: its code and when it happened."""

    code: str
    happened_at: datetime


def sort_key(happening: Happening) -> tuple[datetime, bool, int]:
    """The order of the fold; it does not depend on the order of arrival."""
    code = CODES[happening.code]
    return happening.happened_at, code.corrects, code.rank


@dataclass(slots=True)
class Standing:
    """A track's status while its events are taken one after the other.

    `beneath` is what stands where a status that can be lifted is taken away.
    """

    status: str | None = None
    since: datetime | None = None
    level: int = LOWEST
    turned_back: bool = False
    beneath: Stood = (None, None)

    def applies(self, code: Code) -> bool:
        """Whether an event moves the status: upwards, on the ground, or as a correction."""
        if code.corrects:
            return True
        if code.lifts or (self.turned_back and code.status == NO_MORE):
            return False
        return code.level > self.level or code.level == self.level == 0

    def take(self, code: Code, at: datetime | None) -> None:
        """Let the track's next event move the status, or leave it."""
        if code.lifts and self.status == code.lifts:
            self.status, self.since = self.beneath
        elif self.applies(code):
            self.status, self.since, self.level = code.status, at, code.level
            if code.status not in LIFTED:
                self.beneath = (code.status, at)
        self.turned_back = not code.corrects and (self.turned_back or code.status == TURNED_BACK)


def status_after(track: Track, happenings: Iterable[Happening]) -> Stood:
    """The track's status and since when; (None, None) while nothing has moved it."""
    standing = Standing()
    relevant = [happening for happening in happenings if CODES[happening.code].track == track]
    for item in sorted(relevant, key=sort_key):
        standing.take(CODES[item.code], item.happened_at)
    return standing.status, standing.since
