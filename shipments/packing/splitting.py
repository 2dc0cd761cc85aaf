"""How an order's lines split into parcels by the weight limit. Pure: no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces to pack: weight in grams and sizes in millimetres of one piece, price in roubles."""

    line_id: int
    quantity: int
    grams: int
    sizes: tuple[int, int, int]


@dataclass(slots=True)
class Box:
    """One parcel to be: pieces by line, and their weight."""

    pieces: dict[int, int] = field(default_factory=dict)
    grams: int = 0

    def add(self, line: Line, count: int) -> None:
        self.pieces[line.line_id] = self.pieces.get(line.line_id, 0) + count
        self.grams += count * line.grams


def too_heavy(lines: Sequence[Line], limit: int) -> bool:
    """Whether a single piece weighs more than a parcel may."""
    return any(line.grams > limit for line in lines)


def boxes_of(lines: Sequence[Line], limit: int) -> list[Box]:
    """Deal pieces into boxes of at most `limit` grams, heaviest pieces first."""
    boxes = [Box()]
    for line in sorted(lines, key=lambda one: -one.grams):
        left = line.quantity
        while left:
            room = (limit - boxes[-1].grams) // max(1, line.grams)
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
