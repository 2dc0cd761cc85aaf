"""FHL, the list of house waybills under a master waybill (Cargo-IMP, editions 4 and 5).

china_air.md 4.4. Names and addresses of shippers and consignees stand in it: they are not read.
"""

import re
from dataclasses import dataclass, field

from shipments.carriers.airline.imp import QUANTITY, Line, lines_of
from shipments.errors import BadMessage

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


@dataclass(slots=True)
class HouseList:
    """The house waybills that a message tells of a master waybill; it may be told in parts."""

    mawb: str
    origin: str
    destination: str
    pieces: int
    houses: list[House] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the houses hold all the pieces of the master."""
        return sum(house.pieces for house in self.houses) == self.pieces


def parse(text: str) -> HouseList:
    """The list in a message. Raises BadMessage."""
    found: HouseList | None = None
    for line in lines_of(text, "FHL"):
        if line.text.startswith("MBI/"):
            found = _master(line)
        elif line.text.startswith(("HBS/", "HTS/")):
            if found is None:
                raise line.bad("stands before any master waybill")
            _add(found, line)
    if found is None or not found.houses:
        raise BadMessage("empty_message", "This FHL message has no house waybill.")
    return found


def _master(line: Line) -> HouseList:
    match = line.match(_MASTER)
    return HouseList(line.mawb(match), match["origin"], match["destination"], int(match["pieces"]))


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
