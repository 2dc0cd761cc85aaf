"""FFM, the airline's flight manifest (Cargo-IMP, edition 8): what flew, in which units.

china_air.md 4.4. A manifest closes a flight: each waybill on it is manifested for its point of
unloading. The day of the flight has no year: it is the one nearest to the day of receipt.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from shipments.carriers.airline.fsu import SCHEME
from shipments.carriers.airline.imp import DAY, FLIGHT, WAYBILL, Line, day_near, lines_of
from shipments.errors import BadMessage
from shipments.numbers.freight import valid_uld
from shipments.tracking.raw import RawEvent

MANIFESTED = "MAN"
_FLIGHT = re.compile(
    rf"(?P<part>\d{{1,2}})/(?P<flight>{FLIGHT})/(?P<day>{DAY})(?P<clock>\d{{4}})?/"
    r"(?P<origin>[A-Z]{3})(?:/(?P<tail>[A-Z0-9-]+))?(?P<rest>/.*)?",
    re.ASCII,
)
_UNLOADING = re.compile(rf"(?P<place>[A-Z]{{3}})(?P<nil>/NIL)?(?:/{DAY}.*)?", re.ASCII)
_ULD = re.compile(r"ULD/(?P<uld>[A-Z0-9]{8,10})(?:-[A-Z])?(?:/.*)?", re.ASCII)
_ENDS = {"LAST", "CONT"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A waybill, or a part of one, in a unit ("" is loose) for a point of unloading."""

    mawb: str
    destination: str
    pieces: int
    part: str
    weight: str
    uld: str


@dataclass(slots=True)
class Manifest:
    """A flight of a day with what is on it; `is_last` is False where another message follows."""

    flight: str
    day: date
    origin: str
    loaded: list[Loaded] = field(default_factory=list)
    is_last: bool = True

    def events(self, *, at: datetime) -> list[RawEvent]:
        """One event per waybill: manifested, when the message came (`at`, aware)."""
        mawbs = dict.fromkeys(one.mawb for one in self.loaded)
        return [self._event(mawb, at) for mawb in mawbs]

    def _event(self, mawb: str, at: datetime) -> RawEvent:
        loaded = [one for one in self.loaded if one.mawb == mawb]
        return RawEvent(
            subject=f"consolidation:{mawb}",
            scheme=SCHEME,
            raw_code=MANIFESTED,
            happened_at=at,
            source_ref=f"{mawb}:FFM:{self.flight}:{self.day:%Y%m%d}:{self.origin}",
            place=self.origin,
            text=f"FFM {self.flight}",
            payload={
                "flight": self.flight,
                "pieces": sum(one.pieces for one in loaded),
                "ulds": sorted({one.uld for one in loaded if one.uld}),
            },
        )


def parse(text: str, *, received_at: datetime) -> Manifest:
    """The manifest. Raises BadMessage."""
    lines = lines_of(text, "FFM")
    if not lines:
        raise BadMessage("empty_message", "This FFM message has no flight.")
    manifest = _head(lines[0], received_at.date())
    _fill(manifest, lines[1:])
    return manifest


def _head(line: Line, near: date) -> Manifest:
    match = line.match(_FLIGHT)
    try:
        day = day_near(match["day"], near)
    except ValueError:
        raise line.bad("has no such day") from None
    return Manifest(match["flight"], day, match["origin"])


def _fill(manifest: Manifest, lines: Iterable[Line]) -> None:
    place = uld = ""
    for line in lines:
        if line.text in _ENDS:
            manifest.is_last = line.text == "LAST"
            return
        if line.text[:1].isdigit():
            manifest.loaded.append(_loaded(line, place, uld))
        elif line.text.startswith("ULD/"):
            uld = _unit(line)
        elif match := _UNLOADING.fullmatch(line.text):
            place, uld = match["place"], ""


def _unit(line: Line) -> str:
    try:
        return valid_uld(line.match(_ULD)["uld"])
    except ValueError:
        raise line.bad("names no unit") from None


def _loaded(line: Line, place: str, uld: str) -> Loaded:
    match = line.match(WAYBILL)
    if not match["pieces"]:
        raise line.bad("has no quantity")
    weight = f"{match['unit']}{match['weight']}" if match["weight"] else ""
    mawb = line.mawb(match)
    return Loaded(mawb, place, int(match["pieces"]), match["part"], weight, uld)
