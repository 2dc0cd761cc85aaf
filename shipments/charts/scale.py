"""The drawing's frame: a round top, lines to read it by, and places for a few labels."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 190
LEFT, TOP, FOOT = 38, 8, 24
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT, HEIGHT - TOP - FOOT
FLOOR = HEIGHT - FOOT
LINES = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A label and where it stands, in units of the drawing."""

    at: float
    text: str


def round_top(largest: float) -> int:
    """The least of 4, 8, 20, 40, 80, 200 ... that is no smaller: LINES parts it evenly."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if LINES * step * factor >= largest:
                return LINES * step * factor
        step *= 10


def height_of(value: float, top: float) -> float:
    """How high a value stands."""
    return round(PLOT_HEIGHT * value / top, 1)


def grid(top: int) -> list[Mark]:
    """The level lines from the bottom up, with what they stand for."""
    levels = [top * n // LINES for n in range(LINES + 1)]
    return [Mark(FLOOR - height_of(level, top), f"{level}") for level in levels]


def places(count: int) -> list[float]:
    """The middles of `count` equal columns."""
    step = PLOT_WIDTH / max(1, count)
    return [round(LEFT + step * (n + 0.5), 1) for n in range(count)]


def sparse(labels: Sequence[str], most: int = 5) -> list[Mark]:
    """At most `most` of the labels, evenly apart, the last one always among them."""
    if not labels:
        return []
    every = -(-len(labels) // most)
    return [
        Mark(place, text)
        for index, (place, text) in enumerate(zip(places(len(labels)), labels, strict=True))
        if (len(labels) - 1 - index) % every == 0
    ]
