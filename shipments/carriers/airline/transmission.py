"""Everything an airline sends: the messages of a transmission, each read by its kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shipments.carriers.airline import ffm, fhl, fsu
from shipments.carriers.airline.fhl import HouseList
from shipments.carriers.airline.imp import Part, ZoneOf, parts_of
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings, joined
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

# What a message of a kind that is known and not read answers.
ONLY_KEPT = "only_kept"


def read(text: str, *, received_at: datetime, zone_of: ZoneOf) -> Findings[RawEvent | HouseList]:
    """Statuses, manifested waybills and house lists, and what could not be read, by its line.

    `received_at` is aware; `zone_of` gives an airport's zone. A message of a kind that we only keep
    is a fault of its own. Raises BadMessage for a text without any message of an airline.
    """
    parts = parts_of(text)
    if not parts:
        told = say("This is no message of an airline: no line, as FSU/15, begins one.")
        raise BadMessage("not_this_message", told)
    return joined([_read(part, received_at, zone_of) for part in parts])


def _read(part: Part, received_at: datetime, zone_of: ZoneOf) -> Findings[Any]:
    readers: dict[str, Callable[[], Findings[Any]]] = {
        "FSU": lambda: fsu.read(part, received_at=received_at, zone_of=zone_of),
        "FSA": lambda: fsu.read(part, received_at=received_at, zone_of=zone_of),
        "FFM": lambda: ffm.read_events(part, received_at=received_at),
        "FHL": lambda: fhl.read(part),
    }
    try:
        return readers.get(part.kind, lambda: _only_kept(part))()
    except BadMessage as bad:
        return Findings(faults=[part.head.fault(bad)])


def _only_kept(part: Part) -> Findings[Any]:
    told = say("%(kind)s is kept; there is nothing to read in it yet.", kind=part.kind)
    return Findings(faults=[part.head.fault(BadMessage(ONLY_KEPT, told))])
