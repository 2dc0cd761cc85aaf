"""FSU, the airline's status message (Cargo-IMP, editions 12 to 15; china_air.md 4.3).

Times are local to the airport of their line and days have no year: the year is the one nearest to
the day of receipt. Bookings and manifests say when the flight leaves, not when they were made: they
happen when they are received, but before the flight leaves.
"""

import re
from collections.abc import Iterator
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
    Zones,
    day_near,
    lines_of,
    local,
)
from shipments.errors import BadMessage
from shipments.tracking.raw import RawEvent

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
class _Reader:
    """What every line is read with."""

    received_at: datetime
    zones: Zones

    def at(self, line: Line, code: str, match: re.Match, place: str) -> datetime:
        """When the line happened. Raises BadMessage."""
        try:
            if code in MOVEMENTS:
                return self._leaving(code, match, place)
            return self._local(match, match, place) if code != TRANSFER else self.received_at
        except KeyError:
            message = f"Line {line.number}: the time zone of airport {place} is not known."
            raise BadMessage("unknown_airport", message) from None
        except ValueError:
            raise line.bad("has no such day or time") from None

    def _local(self, day: re.Match, clock: re.Match, place: str) -> datetime:
        near = day_near(day["day"], self.received_at.date())
        return local(near, clock["clock"], clock["shift"], place, self.zones)

    def _leaving(self, code: str, match: re.Match, place: str) -> datetime:
        slot = _SLOT.match(match["rest"] or "")
        if slot is None or not match["day"]:
            return self.received_at
        leaves = self._local(match, slot, place)
        is_fact = code == "DEP" and slot["kind"] == "A"
        return leaves if is_fact else min(leaves, self.received_at)


def parse(text: str, *, received_at: datetime, zones: Zones) -> list[RawEvent]:
    """The statuses of every waybill in the message, in its order.

    `received_at` is aware; `zones` maps airports to zone names ({"HRB": "Asia/Shanghai"}). A status
    of a part of the pieces has "/P" in its code where that matters. Raises BadMessage.
    """
    found = list(_events(lines_of(text, "FSU|FSA"), _Reader(received_at, zones)))
    if not found:
        raise BadMessage("empty_message", "This FSU message has no status.")
    return found


def _events(lines: list[Line], reader: _Reader) -> Iterator[RawEvent]:
    mawb = ""
    for line in lines:
        if line.text[:1].isdigit():
            mawb = line.mawb(line.match(WAYBILL))
        elif (head := _HEAD.fullmatch(line.text)) and head[1] not in SKIPPED:
            if not mawb:
                raise line.bad("stands before any waybill")
            yield _event(line, head[1], mawb, reader)
        elif head is None and not line.text.startswith("/"):
            raise line.bad("is neither a waybill nor a status")


def _event(line: Line, code: str, mawb: str, reader: _Reader) -> RawEvent:
    if code in TEXTS:
        return _text(line, code, mawb, reader)
    match = line.match(_pattern(code))
    place = match["origin"] if code in MOVEMENTS else match["station"]
    at = reader.at(line, code, match, place)
    return RawEvent(
        subject=f"consolidation:{mawb}",
        scheme=SCHEME,
        raw_code=_code(code, match),
        happened_at=at,
        source_ref=_identity(mawb, code, match, place),
        place=place,
        text=_without_names(line, match),
        payload=_payload(match),
    )


def _pattern(code: str) -> re.Pattern:
    if code in MOVEMENTS:
        return _MOVEMENT
    return _TRANSFER if code == TRANSFER else _STATION


def _text(line: Line, code: str, mawb: str, reader: _Reader) -> RawEvent:
    return RawEvent(
        subject=f"consolidation:{mawb}",
        scheme=SCHEME,
        raw_code=code,
        happened_at=reader.received_at,
        source_ref=f"{mawb}:{code}:{crc32(line.text.encode()):08x}",
        text=line.text,
    )


def _code(code: str, match: re.Match) -> str:
    if what := match.groupdict().get("what"):
        return f"{code}/{what}"
    return f"{code}/P" if code in PARTED and match["part"] != "T" else code


def _without_names(line: Line, match: re.Match) -> str:
    """The line up to the quantity: behind it may stand who took the goods."""
    return line.text[: match.start("rest")] if match["rest"] else line.text


def _identity(mawb: str, code: str, match: re.Match, place: str) -> str:
    """The same line sent again is the same event, whenever it is received."""
    groups = match.groupdict()
    words = [mawb, code, groups.get("what"), match["flight"]]
    words += [groups.get("day"), groups.get("clock"), place, f"{match['part']}{match['pieces']}"]
    return ":".join(word or "" for word in words)


def _payload(match: re.Match) -> dict[str, str | int]:
    groups = match.groupdict()
    numbers = {"pieces": int(match["pieces"]), "part": match["part"]}
    if match["weight"]:
        numbers["weight"] = f"{match['unit']}{match['weight']}"
    words = {name: groups[name] for name in ("flight", "destination") if groups.get(name)}
    return numbers | words
