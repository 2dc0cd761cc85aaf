"""How an order's lines split into parcels by weight and room. Pure: no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

# A parcel takes a cubic metre at most, unless a single piece is larger.
MOST_MM3 = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces to pack: weight in grams and sizes in millimetres of one piece, price in roubles."""

    line_id: int
    quantity: int
    grams: int
    sizes: tuple[int, int, int]

    @property
    def mm3(self) -> int:
        return prod(self.sizes)


@dataclass(slots=True)
class Box:
    """One parcel to be: pieces by line, their weight in grams and volume in cubic millimetres."""

    pieces: dict[int, int] = field(default_factory=dict)
    grams: int = 0
    mm3: int = 0

    def add(self, line: Line, count: int) -> None:
        self.pieces[line.line_id] = self.pieces.get(line.line_id, 0) + count
        self.grams += count * line.grams
        self.mm3 += count * line.mm3

    def room_for(self, line: Line, limit: int) -> int:
        """How many pieces still go in; an empty box takes one of any size."""
        by_weight = (limit - self.grams) // max(1, line.grams)
        by_volume = (MOST_MM3 - self.mm3) // max(1, line.mm3)
        return min(by_weight, max(by_volume, 0 if self.pieces else 1))


def too_heavy(lines: Sequence[Line], limit: int) -> bool:
    """Whether a single piece weighs more than a parcel may."""
    return any(line.grams > limit for line in lines)


def too_large(lines: Sequence[Line], longest: int) -> bool:
    """Whether a piece has a side longer than `longest` millimetres."""
    return any(max(line.sizes) > longest for line in lines)


def boxes_of(lines: Sequence[Line], limit: int) -> list[Box]:
    """Deal pieces into boxes of at most `limit` grams and a cubic metre, heaviest pieces first.

    No piece may be heavier than the limit (`too_heavy`).
    """
    boxes = [Box()]
    for line in sorted(lines, key=lambda line: -line.grams):
        left = line.quantity
        while left:
            room = boxes[-1].room_for(line, limit)
            if room <= 0:
                boxes.append(Box())
                continue
            taken = min(room, left)
            boxes[-1].add(line, taken)
            left -= taken
    return boxes


def stacked(lines: Sequence[Line], pieces: dict[int, int]) -> tuple[int, int, int]:
    """Outer sizes of pieces laid flat upon each other: longest, widest, heights added up."""
    sizes = [(sorted(line.sizes), pieces[line.line_id]) for line in lines if line.line_id in pieces]
    height = sum(size[0] * count for size, count in sizes)
    return max(size[2] for size, _ in sizes), max(size[1] for size, _ in sizes), height
