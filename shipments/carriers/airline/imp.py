"""What all Cargo-IMP messages share: parts, lines, waybills, quantities, days without a year."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from shipments.errors import BadMessage
from shipments.exchange.findings import Fault, rows_of
from shipments.numbers.freight import valid_mawb
from shipments.sentences import say

MAX_CHARACTERS = 1_000_000
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SHIFTS = {"": 0, "-N": 1, "-P": -1, "-S": 2, "-T": 3}
# The kinds of messages an airline sends: those we read, and those that are known and only kept.
READ = ("FSU", "FSA", "FFM", "FHL")
KEPT = ("FWB", "FBL", "FFA", "FSR", "FFR", "FBR", "FNA", "FMA", "FUM", "FSB", "FRP", "FAD")

FLIGHT = r"[A-Z0-9]{2}\d{3,4}[A-Z]?"
DAY = r"\d{2}[A-Z]{3}"
SHIFT = r"(?:-[NPST])?"
QUANTITY = (
    r"(?P<part>[TPSD])(?P<pieces>\d{1,6})(?:(?P<unit>[KL])(?P<weight>\d{1,7}(?:\.\d{1,3})?))?"
    r"(?P<volume>(?:MC|CF|CC|CI)\d+(?:\.\d+)?)?(?:DG\d{1,2})?(?:T(?P<total>\d{1,6}))?"
)
WAYBILL = re.compile(
    r"(?P<mawb>\d{3}-\d{8})(?:(?P<origin>[A-Z]{3})(?P<destination>[A-Z]{3}))?"
    rf"(?:/{QUANTITY})?(?P<rest>/.*)?",
    re.ASCII,
)
# The name of an airport's zone; "" where nobody knows it.
ZoneOf = Callable[[str], str]
_HEAD = re.compile(rf"({'|'.join(READ + KEPT)})(?:/\d{{1,2}})?", re.ASCII)
_HEAD_SURELY = re.compile(rf"({'|'.join(READ + KEPT)})/\d{{1,2}}", re.ASCII)
# What a Type-B envelope puts around a message: addresses, origin, signs of its beginning and end.
_ADDRESS = r"[A-Z]{3}[A-Z0-9]{4}"
_ENVELOPE = re.compile(
    rf"Q[A-Z](?: {_ADDRESS})*|{_ADDRESS}(?: {_ADDRESS})*|\.{_ADDRESS}(?: .*)?"
    r"|=[A-Z /]+|NNNN|ZCZC.*",
    re.ASCII,
)
_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_END = "\x03"
_GRAMS = {"K": Decimal(1000), "L": Decimal("453.59237")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message with its number, for complaints."""

    number: int
    text: str

    def bad(self, what: str) -> BadMessage:
        """`what` is a text of the catalogue with %(line)s and %(text)s in it."""
        return BadMessage("bad_line", say(what, line=self.number, text=repr(self.text[:70])))

    def fault(self, refused: BadMessage) -> Fault:
        return Fault.of(refused, self.number, self.text)

    def match(self, pattern: re.Pattern) -> re.Match:
        """The line as the pattern has it. Raises BadMessage."""
        found = pattern.fullmatch(self.text)
        if found is None:
            raise self.bad("Line %(line)s has another shape than its standard: %(text)s.")
        return found

    def mawb(self, match: re.Match) -> str:
        try:
            return valid_mawb(match["mawb"])
        except ValueError:
            raise self.bad(
                "Line %(line)s holds a waybill with a wrong check digit: %(text)s."
            ) from None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a transmission: its kind, as FSU, and the lines after its head."""

    kind: str
    head: Line
    lines: list[Line]


def parts_of(text: str) -> list[Part]:
    """The messages in a transmission, without their envelopes; none where no head stands in it.

    Raises BadMessage for what is too large.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadMessage(
            "message_too_large",
            say("The message is above %(n)s characters.", n=MAX_CHARACTERS),
        )
    rows = [Line(at, row) for at, row in enumerate(rows_of(text.upper()), 1)]
    heads = [at for at, row in enumerate(rows) if _HEAD_SURELY.fullmatch(_plain(row.text))]
    spans = pairwise([*heads, len(rows)])
    return [_part(rows, head, _end(rows, head, following)) for head, following in spans]


def _end(rows: list[Line], head: int, following: int) -> int:
    """Where a message ends: at its end sign, else before the envelope of the next one."""
    for at in range(head, following):
        if _END in rows[at].text:
            return at + 1
    if following == len(rows):
        return following
    end = following
    while end > head + 1 and _is_envelope(_plain(rows[end - 1].text)):
        end -= 1
    return end if any(row.text.startswith(("Q", ".")) for row in rows[end:following]) else following


def _is_envelope(text: str) -> bool:
    return not text or bool(_ENVELOPE.fullmatch(text))


def _part(rows: list[Line], head: int, end: int) -> Part:
    lines = [Line(row.number, _plain(row.text.partition(_END)[0])) for row in rows[head:end]]
    return Part(
        lines[0].text.partition("/")[0],
        lines[0],
        [line for line in lines[1:] if line.text and line.text != "NNNN"],
    )


def _plain(text: str) -> str:
    """The line without the signs of a transmission."""
    return _SIGNS.sub("", text).strip()


def kind_of(text: str) -> str:
    """The kind of the first message in a text, as FSU, envelope or not; "" where there is none."""
    rows = [_plain(row) for row in rows_of(text.upper())]
    known = next((row for row in rows if _HEAD_SURELY.fullmatch(row)), "")
    first = next((row for row in rows if row), "")
    return (known or (first if _HEAD.fullmatch(first) else "")).partition("/")[0]


def grams_of(match: re.Match) -> int | None:
    """The weight of a quantity in whole grams; None where it has none."""
    if not match["weight"]:
        return None
    return weight_grams(f"{match['unit']}{match['weight']}")


def weight_grams(text: str) -> int:
    """K400.5 or L882 in whole grams."""
    return round(Decimal(text[1:]) * _GRAMS[text[0]])


def day_near(text: str, near: date) -> date:
    """The day of "03MAR" whose year brings it nearest to `near`. Raises ValueError."""
    month = MONTHS.index(text[2:]) + 1
    days = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            days.append(date(year, month, int(text[:2])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - near))


def local(day: date, clock: str, shift: str, place: str, zone_of: ZoneOf) -> datetime:
    """The aware time of "0810" at an airport. Raises ValueError; KeyError for an unknown place."""
    at = time(int(clock[:2]), int(clock[2:]))
    zone = zone_of(place)
    if not zone:
        raise KeyError(place)
    return datetime.combine(day + timedelta(days=SHIFTS[shift]), at, ZoneInfo(zone))


def day_text(day: date) -> str:
    return f"{day.day:02d}{MONTHS[day.month - 1]}"


def kilograms(grams: int) -> str:
    """Grams as messages write weights: K2045.5."""
    return f"K{grams // 1000}.{grams % 1000 // 100}"
