"""What fits: dealing parcels into bags and bags onto ULDs. Pure: no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Piece:
    """A parcel to load: its row, weight in grams, volume in cubic centimetres."""

    parcel_id: int
    grams: int
    cm3: int


@dataclass(frozen=True, slots=True)
class Promised(Piece):
    """A bag to load, known by its row, with the first day promised to a buyer of what is in it."""

    promised_to: date | None


AnyPiece = TypeVar("AnyPiece", bound=Piece)
AnyBag = TypeVar("AnyBag", bound=Promised)


@dataclass(slots=True)
class Load:
    """Pieces to lie together with their totals; `inside` and `grams` count what is there before."""

    pieces: list[Piece] = field(default_factory=list)
    grams: int = 0
    cm3: int = 0
    inside: int = 0

    @property
    def kilograms(self) -> float:
        return self.grams / 1000

    @property
    def cubic_metres(self) -> float:
        return self.cm3 / 1_000_000

    def takes(self, piece: Piece, *, grams: int, count: int) -> bool:
        return self.inside + len(self.pieces) < count and self.grams + piece.grams <= grams

    def add(self, piece: Piece) -> None:
        self.pieces.append(piece)
        self.grams += piece.grams
        self.cm3 += piece.cm3


def fitting(pieces: Iterable[AnyPiece], *, grams: int, cm3: int) -> list[AnyPiece]:
    """Those pieces, in the order given, that stay within the weight and the volume left.

    A piece that does not fit is passed over; smaller ones behind it may still fit.
    """
    taken = []
    for piece in pieces:
        if piece.grams <= grams and piece.cm3 <= cm3:
            taken.append(piece)
            grams, cm3 = grams - piece.grams, cm3 - piece.cm3
    return taken


def going(bags: Sequence[AnyBag], *, grams: int, cm3: int) -> list[AnyBag]:
    """The bags that leave so that so much goes: the first promised stay as far as they fit."""
    ranked = sorted(bags, key=lambda bag: (bag.promised_to or date.max, bag.parcel_id))
    mine = sum(bag.grams for bag in bags), sum(bag.cm3 for bag in bags)
    stay = {bag.parcel_id for bag in fitting(ranked, grams=mine[0] - grams, cm3=mine[1] - cm3)}
    return [bag for bag in ranked if bag.parcel_id not in stay]


def bags_of(
    pieces: Iterable[Piece], *, grams: int, count: int, begun: Load | None = None
) -> list[Load]:
    """Deal pieces into bags of at most `grams` and `count`; a heavier piece gets its own bag.

    `begun` is a bag that is open already: it comes first and is filled up before new ones.
    """
    bags: list[Load] = [begun] if begun else []
    for piece in pieces:
        if not bags or not bags[-1].takes(piece, grams=grams, count=count):
            bags.append(Load())
        bags[-1].add(piece)
    return bags


def ulds_of(
    bags: Iterable[Load], *, grams: int, cm3: int, begun: Load | None = None
) -> list[list[Load]]:
    """Deal bags onto ULDs of at most `grams` and `cm3`, in the order given.

    `begun` is what lies on a ULD that is open already: it comes first.
    """
    ulds: list[list[Load]] = [] if begun is None else [[]]
    weight, volume = (begun.grams, begun.cm3) if begun else (0, 0)
    for bag in bags:
        if not ulds or weight + bag.grams > grams or volume + bag.cm3 > cm3:
            ulds.append([])
            weight = volume = 0
        ulds[-1].append(bag)
        weight, volume = weight + bag.grams, volume + bag.cm3
    return ulds
