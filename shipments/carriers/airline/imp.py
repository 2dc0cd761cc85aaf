"""What all Cargo-IMP messages share: lines, waybills, quantities, days without a year."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shipments.errors import BadMessage
from shipments.numbers.freight import valid_mawb

MAX_CHARACTERS = 1_000_000
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SHIFTS = {"": 0, "-N": 1, "-P": -1, "-S": 2, "-T": 3}

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
Zones = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message with its number, for complaints."""

    number: int
    text: str

    def bad(self, what: str) -> BadMessage:
        return BadMessage("bad_line", f"Line {self.number} {what}: {self.text[:70]!r}.")

    def match(self, pattern: re.Pattern) -> re.Match:
        """The line as the pattern has it. Raises BadMessage."""
        found = pattern.fullmatch(self.text)
        if found is None:
            raise self.bad("has another shape than its standard")
        return found

    def mawb(self, match: re.Match) -> str:
        try:
            return valid_mawb(match["mawb"])
        except ValueError:
            raise self.bad("holds a waybill with a wrong check digit") from None


def lines_of(text: str, kind: str) -> list[Line]:
    """The lines after the head, as FSU/15; what a Type-B envelope puts before it is dropped.

    Raises BadMessage where there is no head.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadMessage("message_too_large", f"The message is above {MAX_CHARACTERS} characters.")
    rows = [Line(at, row.strip()) for at, row in enumerate(text.upper().splitlines(), 1)]
    heads = [at for at, row in enumerate(rows) if re.fullmatch(rf"(?:{kind})/\d{{1,2}}", row.text)]
    if not heads:
        raise BadMessage("not_this_message", f"This is no {kind} message: it has no such line.")
    return [row for row in rows[heads[0] + 1 :] if row.text]


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


def local(day: date, clock: str, shift: str, place: str, zones: Zones) -> datetime:
    """The aware time of "0810" at an airport. Raises ValueError; KeyError for an unknown place."""
    at = time(int(clock[:2]), int(clock[2:]))
    zone = ZoneInfo(zones[place])
    return datetime.combine(day + timedelta(days=SHIFTS[shift]), at, zone)


def day_text(day: date) -> str:
    return f"{day.day:02d}{MONTHS[day.month - 1]}"


def kilograms(grams: int) -> str:
    """Grams as messages write weights: K2045.5."""
    return f"K{grams // 1000}.{grams % 1000 // 100}"
