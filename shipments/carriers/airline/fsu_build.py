"""Writing FSU messages: what our simulated airline says, and what tests read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shipments.carriers.airline.fsu import MOVEMENTS
from shipments.carriers.airline.imp import day_text, kilograms

ARRIVALS = {"ARR", "RCF", "AWR", "DIS"}


@dataclass(frozen=True, slots=True)
class Status:
    """One status: `at` is aware, `place` its airport, `to` the next one for BKD, PRE, MAN, DEP.

    `pieces` of 0 means all of them; `what` is the code of a discrepancy, as MSCA.
    """

    code: str
    at: datetime
    place: str
    flight: str = ""
    to: str = ""
    pieces: int = 0
    what: str = ""


@dataclass(frozen=True, slots=True)
class Consignment:
    """What the message is about."""

    mawb: str
    origin: str
    destination: str
    pieces: int
    grams: int

    @property
    def quantity(self) -> str:
        return f"T{self.pieces}{kilograms(self.grams)}"


def build(consignment: Consignment, statuses: Sequence[Status], *, zones: Mapping[str, str]) -> str:
    """The message of these statuses, times local to their airports."""
    item = consignment
    head = f"{item.mawb}{item.origin}{item.destination}/{item.quantity}"
    return "\n".join(["FSU/15", head, *(_line(status, item, zones) for status in statuses), ""])


def _line(status: Status, consignment: Consignment, zones: Mapping[str, str]) -> str:
    at = status.at.astimezone(ZoneInfo(zones[status.place]))
    day, clock = day_text(at.date()), f"{at:%H%M}"
    quantity = f"P{status.pieces}" if status.pieces else consignment.quantity
    if status.code in MOVEMENTS:
        slot = f"{'A' if status.code == 'DEP' else 'S'}{clock}"
        route = f"{status.place}{status.to}"
        return "/".join([status.code, status.flight, day, route, quantity, slot])
    flight = [status.flight] if status.code in ARRIVALS else []
    what = [status.what] if status.what else []
    return "/".join([status.code, *flight, day + clock, status.place, *what, quantity])
