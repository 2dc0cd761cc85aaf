"""FHL, the list of house waybills under a master waybill (Cargo-IMP, editions 4 and 5).

china_air.md 4.4. Names and addresses of shippers and consignees stand in it: they are not read.
"""

import re
from dataclasses import dataclass, field

from shipments.carriers.airline.imp import QUANTITY, Line, Part, grams_of, weight_grams
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.sentences import say

_MASTER = re.compile(
    r"MBI/(?P<mawb>\d{3}-\d{8})(?P<origin>[A-Z]{3})(?P<destination>[A-Z]{3})/"
    rf"{QUANTITY}(?P<rest>/.*)?",
    re.ASCII,
)
_HOUSE = re.compile(
    r"HBS/(?P<number>[A-Z0-9]{1,12})/(?P<origin>[A-Z]{3})(?P<destination>[A-Z]{3})/"
    r"(?P<pieces>\d{1,6})/(?P<weight>[KL]\d{1,7}(?:\.\d{1,3})?)/(?P<slac>\d{0,5})"
    r"(?:/(?P<goods>[^/]*))?(?P<rest>/.*)?",
    re.ASCII,
)
_TARIFF = re.compile(r"HTS/(?P<code>\d{6,18})", re.ASCII)


@dataclass(slots=True)
class House:
    """One house waybill: its number of up to 12 characters, pieces, weight as K400, goods."""

    number: str
    origin: str
    destination: str
    pieces: int
    weight: str
    goods: str
    codes: list[str] = field(default_factory=list)

    @property
    def grams(self) -> int:
        return weight_grams(self.weight)


@dataclass(slots=True)
class HouseList:
    """The house waybills that a message tells of a master waybill; it may be told in parts.

    `pieces` and `grams` are the master's own; its weight may be missing.
    """

    mawb: str
    origin: str
    destination: str
    pieces: int
    grams: int | None
    houses: list[House] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the houses hold all the pieces of the master."""
        return sum(house.pieces for house in self.houses) == self.pieces


def read(part: Part) -> Findings[HouseList]:
    """The lists in a message, one a master waybill, and the lines that cannot be read."""
    found: Findings[HouseList] = Findings()
    master: HouseList | None = None
    for line in part.lines:
        try:
            if line.text.startswith("MBI/"):
                master = None
                master = _master(line)
                found.add(master, line.number, line.text)
            elif line.text.startswith(("HBS/", "HTS/")):
                if master is None:
                    raise line.bad("Line %(line)s stands under no master waybill: %(text)s.")
                _add(master, line)
        except BadMessage as bad:
            found.faults.append(line.fault(bad))
    return _with_houses(found, part)


def _with_houses(found: Findings[HouseList], part: Part) -> Findings[HouseList]:
    """Only the lists that name a house; a message of none is at fault."""
    empty = BadMessage("empty_message", say("This FHL message has no house waybill."))
    kept: Findings[HouseList] = Findings(faults=found.faults)
    for item, place in zip(found.items, found.places, strict=True):
        if item.houses:
            kept.add(item, *place)
    if not (kept.items or kept.faults):
        kept.faults.append(part.head.fault(empty))
    return kept


def _master(line: Line) -> HouseList:
    match = line.match(_MASTER)
    return HouseList(
        line.mawb(match),
        match["origin"],
        match["destination"],
        int(match["pieces"]),
        grams_of(match),
    )


def _add(found: HouseList, line: Line) -> None:
    if line.text.startswith("HTS/"):
        if found.houses:
            found.houses[-1].codes.append(line.match(_TARIFF)["code"])
        return
    match = line.match(_HOUSE)
    found.houses.append(
        House(
            number=match["number"],
            origin=match["origin"],
            destination=match["destination"],
            pieces=int(match["pieces"]),
            weight=match["weight"],
            goods=match["goods"] or "",
        )
    )
