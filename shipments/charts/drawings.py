"""Two drawings: bars for a count a day, a range with its middle for how long things took."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from shipments.charts.scale import (
    FLOOR,
    HEIGHT,
    LEFT,
    PLOT_WIDTH,
    WIDTH,
    Mark,
    grid,
    height_of,
    places,
    round_top,
    sparse,
)

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """One bar."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws: the frame, the bars, or the stretches of a range and its middle."""

    grid: list[Mark]
    labels: list[Mark]
    bars: list[Box]
    areas: list[str]
    lines: list[str]
    dots: list[tuple[float, float]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = FLOOR


def bars(labels: Sequence[str], values: Sequence[int]) -> Drawing:
    """A bar a label; a value of nothing has none."""
    top = round_top(max(values, default=0))
    wide = round(PLOT_WIDTH / max(1, len(values)) * 0.7, 1)
    boxes = [
        Box(
            round(x - wide / 2, 1),
            FLOOR - height_of(value, top),
            wide,
            height_of(value, top),
            f"{label}: {value}",
        )
        for x, label, value in zip(places(len(values)), labels, values, strict=True)
        if value
    ]
    return Drawing(grid(top), sparse(labels), boxes, [], [], [])


def ranges(labels: Sequence[str], values: Sequence[Range | None]) -> Drawing:
    """A band from the lower to the upper number with a line along the lower; None is a gap."""
    top = round_top(max((high for _, high in filter(None, values)), default=0))
    xs = places(len(values))
    areas, lines, dots = [], [], []
    for stretch in _stretches(values):
        low = [(xs[i], FLOOR - height_of(pair[0], top)) for i, pair in stretch]
        high = [(xs[i], FLOOR - height_of(pair[1], top)) for i, pair in stretch]
        areas.append(_points([*low, *reversed(high)]))
        lines.append(_points(low))
        dots += low if len(low) == 1 else []
    return Drawing(grid(top), sparse(labels), [], areas, lines, dots)


def _stretches(values: Sequence[Range | None]) -> list[list[tuple[int, Range]]]:
    """Runs of neighbours that have a value."""
    return [
        [(index, pair) for index, pair in run if pair is not None]
        for there, run in groupby(enumerate(values), key=lambda item: item[1] is not None)
        if there
    ]


def _points(found: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in found)
