"""FSU, the airline's status message (Cargo-IMP, editions 12 to 15; china_air.md 4.3).

Times are local to the airport of their line and days have no year: the year is the one nearest to
the day of receipt. Bookings and manifests say when the flight leaves, not when they were made: they
happen when they are received, but before the flight leaves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from shipments.carriers.airline.imp import (
    DAY,
    FLIGHT,
    QUANTITY,
    SHIFT,
    WAYBILL,
    Line,
    Part,
    ZoneOf,
    day_near,
    local,
)
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

SCHEME = "fsu"
MOVEMENTS = {"BKD", "PRE", "MAN", "DEP"}
TRANSFER = "TRM"
TEXTS = {"OSI", "OCI"}
SKIPPED = {"ULD", "SPH", "COR", "FSU", "FSA"}
# A part of the goods does not move the whole consignment: such a status has a code of its own.
PARTED = {"DEP", "ARR"}

_HEAD = re.compile(r"([A-Z]{3})(/.*)?", re.ASCII)
_MOVEMENT = re.compile(
    rf"[A-Z]{{3}}/(?P<flight>{FLIGHT})?/(?P<day>{DAY})?/(?P<origin>[A-Z]{{3}})"
    rf"(?P<destination>[A-Z]{{3}})/{QUANTITY}(?P<rest>/.*)?",
    re.ASCII,
)
_STATION = re.compile(
    rf"[A-Z]{{3}}(?:/(?P<flight>{FLIGHT}|[A-Z0-9]{{2}})?)?/(?P<day>{DAY})(?P<clock>\d{{4}})"
    rf"(?P<shift>{SHIFT})/(?P<station>[A-Z]{{3}})(?:/(?P<what>[A-Z]{{4}}))?/{QUANTITY}"
    r"(?P<rest>/.*)?",
    re.ASCII,
)
_TRANSFER = re.compile(
    rf"TRM/(?P<flight>[A-Z0-9]{{2}})/(?P<station>[A-Z]{{3}})/{QUANTITY}(?P<rest>/.*)?", re.ASCII
)
_SLOT = re.compile(rf"/(?P<kind>[AES])(?P<clock>\d{{4}})(?P<shift>{SHIFT})", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Waybill:
    """What the line of a waybill says of all statuses under it; `total` of 0 pieces is not told."""

    mawb: str
    total: int
    is_part: bool

    def total_of(self, match: re.Match) -> int:
        """The pieces of the whole consignment, by its own line and a status's; 0 where unknown.

        "T8" under a waybill of P8T20 is all that this message is about, and no whole consignment.
        """
        own = int(match["pieces"]) if match["part"] == "T" else 0
        if self.is_part and not self.total:
            own = 0
        return max(self.total, own, int(match["total"] or 0))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every line is read with."""

    received_at: datetime
    zone_of: ZoneOf

    def at(self, line: Line, code: str, match: re.Match, place: str) -> datetime:
        """When the line happened. Raises BadMessage."""
        try:
            if code in MOVEMENTS:
                return self._leaving(code, match, place)
            return self._local(match, match, place) if code != TRANSFER else self.received_at
        except KeyError:
            text = "Line %(line)s: the time zone of airport %(airport)s is not known."
            message = say(text, line=line.number, airport=place)
            raise BadMessage("unknown_airport", message) from None
        except ValueError:
            raise line.bad("Line %(line)s has no such day or time: %(text)s.") from None

    def _local(self, day: re.Match, clock: re.Match, place: str) -> datetime:
        near = day_near(day["day"], self.received_at.date())
        return local(near, clock["clock"], clock["shift"], place, self.zone_of)

    def _leaving(self, code: str, match: re.Match, place: str) -> datetime:
        slot = _SLOT.match(match["rest"] or "")
        if slot is None or not match["day"]:
            return self.received_at
        leaves = self._local(match, slot, place)
        is_fact = code == "DEP" and slot["kind"] == "A"
        return leaves if is_fact else min(leaves, self.received_at)


def read(part: Part, *, received_at: datetime, zone_of: ZoneOf) -> Findings[RawEvent]:
    """The statuses of every waybill in the message, in its order, and the lines that tell none.

    `received_at` is aware; `zone_of` gives an airport's zone ("HRB": "Asia/Shanghai"; "" where it
    is not known). A status of a part of the pieces has "/P" in its code where that matters.
    """
    reader, found = _Reader(received_at, zone_of), Findings[RawEvent]()
    waybill: _Waybill | None = None
    for line, more in _with_what_goes_on(part.lines):
        try:
            if line.text[:1].isdigit():
                waybill = None
                waybill = _waybill(line)
            elif event := _status(line, more, waybill, reader):
                found.add(event, line.number, line.text)
        except BadMessage as bad:
            found.faults.append(line.fault(bad))
    if not (found.items or found.faults):
        empty = BadMessage("empty_message", say("This FSU message has no status."))
        found.faults.append(part.head.fault(empty))
    return found


def _with_what_goes_on(
    lines: Sequence[Line],
) -> Iterator[tuple[Line, list[str]]]:
    """Each line with those that go on with it, which begin with a slash."""
    begun: Line | None = None
    more: list[str] = []
    for line in lines:
        if line.text.startswith("/"):
            more.append(line.text)
            continue
        if begun is not None:
            yield begun, more
        begun, more = line, []
    if begun is not None:
        yield begun, more


def _waybill(line: Line) -> _Waybill:
    match = line.match(WAYBILL)
    whole = match["pieces"] if match["part"] == "T" else match["total"]
    is_part = match["part"] not in (None, "T")
    return _Waybill(line.mawb(match), int(whole or 0), is_part)


def _status(
    line: Line, more: list[str], waybill: _Waybill | None, reader: _Reader
) -> RawEvent | None:
    """What a line tells; None for one that adds nothing to the statuses. Raises BadMessage."""
    head = _HEAD.fullmatch(line.text)
    if head is None:
        raise line.bad("Line %(line)s is neither a waybill nor a status: %(text)s.")
    if head[1] in SKIPPED:
        return None
    if waybill is None:
        raise line.bad("Line %(line)s stands under no waybill that can be read: %(text)s.")
    return _event(line, more, head[1], waybill, reader)


def _event(line: Line, more: list[str], code: str, waybill: _Waybill, reader: _Reader) -> RawEvent:
    if code in TEXTS:
        return _text("\n".join([line.text, *more]), code, waybill.mawb, reader)
    match = line.match(_pattern(code))
    place = match["origin"] if code in MOVEMENTS else match["station"]
    total = waybill.total_of(match)
    return RawEvent(
        subject=f"consolidation:{waybill.mawb}",
        scheme=SCHEME,
        raw_code=_code(code, match, total),
        happened_at=reader.at(line, code, match, place),
        source_ref=_identity(waybill.mawb, code, match, place),
        place=place,
        text=_without_names(line, match),
        payload=_payload(match, total),
    )


def _pattern(code: str) -> re.Pattern:
    if code in MOVEMENTS:
        return _MOVEMENT
    return _TRANSFER if code == TRANSFER else _STATION


def _text(words: str, code: str, mawb: str, reader: _Reader) -> RawEvent:
    return RawEvent(
        subject=f"consolidation:{mawb}",
        scheme=SCHEME,
        raw_code=code,
        happened_at=reader.received_at,
        source_ref=f"{mawb}:{code}:{crc32(words.encode()):08x}",
        text=words,
    )


def _code(code: str, match: re.Match, total: int) -> str:
    if what := match.groupdict().get("what"):
        return f"{code}/{what}"
    is_whole = 0 < total <= int(match["pieces"])
    return f"{code}/P" if code in PARTED and not is_whole else code


def _without_names(line: Line, match: re.Match) -> str:
    """The line up to the quantity: behind it may stand who took the goods."""
    return line.text[: match.start("rest")] if match["rest"] else line.text


def _identity(mawb: str, code: str, match: re.Match, place: str) -> str:
    """The same line sent again is the same event, whenever it is received."""
    groups = match.groupdict()
    words = [mawb, code, groups.get("what"), match["flight"]]
    words += [groups.get("day"), groups.get("clock"), place, f"{match['part']}{match['pieces']}"]
    return ":".join(word or "" for word in words)


def _payload(match: re.Match, total: int) -> dict[str, str | int]:
    groups = match.groupdict()
    numbers = {"pieces": int(match["pieces"]), "part": match["part"]}
    if total:
        numbers["total"] = total
    if match["weight"]:
        numbers["weight"] = f"{match['unit']}{match['weight']}"
    words = {name: groups[name] for name in ("flight", "destination") if groups.get(name)}
    return numbers | words
