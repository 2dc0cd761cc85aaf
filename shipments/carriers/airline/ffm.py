"""FFM, the airline's flight manifest (Cargo-IMP, edition 8): what flew, in which units.

china_air.md 4.4. A manifest closes a flight: each waybill on it is manifested for its point of
unloading. The day of the flight has no year: it is the one nearest to the day of receipt.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from shipments.carriers.airline.fsu import SCHEME
from shipments.carriers.airline.imp import DAY, FLIGHT, WAYBILL, Line, Part, day_near
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.numbers.freight import valid_uld
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

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
        mawbs = dict.fromkeys(load.mawb for load in self.loaded)
        return [self._event(mawb, at) for mawb in mawbs]

    def _event(self, mawb: str, at: datetime) -> RawEvent:
        loaded = [load for load in self.loaded if load.mawb == mawb]
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
                "pieces": sum(load.pieces for load in loaded),
                "ulds": sorted({load.uld for load in loaded if load.uld}),
            },
        )


def read(part: Part, *, received_at: datetime) -> tuple[Manifest, Findings[Loaded]]:
    """The manifest, and where each of its waybills stands or why it cannot be read.

    Raises BadMessage where the flight itself cannot be read.
    """
    if not part.lines:
        raise BadMessage("empty_message", say("This FFM message has no flight."))
    manifest = _head(part.lines[0], received_at.date())
    return manifest, _fill(manifest, part.lines[1:])


def read_events(part: Part, *, received_at: datetime) -> Findings[RawEvent]:
    """One event for each waybill that can be read, on the first line that names it."""
    manifest, loaded = read(part, received_at=received_at)
    found: Findings[RawEvent] = Findings(faults=loaded.faults)
    first: dict[str, tuple[int, str]] = {}
    for item, place in zip(loaded.items, loaded.places, strict=True):
        first.setdefault(f"consolidation:{item.mawb}", place)
    for event in manifest.events(at=received_at):
        found.add(event, *first[event.subject])
    return found


def _head(line: Line, near: date) -> Manifest:
    match = line.match(_FLIGHT)
    try:
        day = day_near(match["day"], near)
    except ValueError:
        raise line.bad("Line %(line)s has no such day: %(text)s.") from None
    return Manifest(match["flight"], day, match["origin"])


def _fill(manifest: Manifest, lines: Sequence[Line]) -> Findings[Loaded]:
    """Put what flew onto the manifest; a line that cannot be read stops no other."""
    found: Findings[Loaded] = Findings(items=manifest.loaded)
    place = uld = ""
    for line in lines:
        if line.text in _ENDS:
            manifest.is_last = line.text == "LAST"
            break
        try:
            if line.text[:1].isdigit():
                found.add(_loaded(line, place, uld), line.number, line.text)
            elif line.text.startswith("ULD/"):
                uld = ""
                uld = _unit(line)
            elif match := _UNLOADING.fullmatch(line.text):
                place, uld = match["place"], ""
        except BadMessage as bad:
            found.faults.append(line.fault(bad))
    return found


def _unit(line: Line) -> str:
    try:
        return valid_uld(line.match(_ULD)["uld"])
    except ValueError:
        raise line.bad("Line %(line)s names no unit: %(text)s.") from None


def _loaded(line: Line, place: str, uld: str) -> Loaded:
    match = line.match(WAYBILL)
    if not match["pieces"]:
        raise line.bad("Line %(line)s has no quantity: %(text)s.")
    weight = f"{match['unit']}{match['weight']}" if match["weight"] else ""
    mawb = line.mawb(match)
    return Loaded(mawb, place, int(match["pieces"]), match["part"], weight, uld)
