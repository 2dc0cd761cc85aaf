"""Drawings stay inside their frame and say what the numbers say."""

import pytest

from shipments.charts.drawings import bars, ranges
from shipments.charts.scale import FLOOR, LEFT, TOP, WIDTH, round_top, sparse


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 4), (1, 4), (4, 4), (5, 8), (8, 8), (9, 20), (17, 20), (81, 200), (80_000, 80_000)],
)
def test_the_top_is_round_and_above_all(largest, top):
    assert round_top(largest) == top


def test_a_bar_is_as_high_as_its_share_and_nothing_has_none():
    drawn = bars(["a", "b", "c"], [4, 0, 2])

    full, half = drawn.bars
    assert full.height == pytest.approx(2 * half.height)
    assert full.y == TOP
    assert {bar.y + bar.height for bar in drawn.bars} == {FLOOR}
    assert [bar.text for bar in drawn.bars] == ["a: 4", "c: 2"]
    assert [mark.text for mark in drawn.grid] == ["0", "1", "2", "3", "4"]


def test_thirty_bars_fit_and_every_sixth_is_named():
    drawn = bars([f"{n}" for n in range(30)], [n + 1 for n in range(30)])

    assert drawn.bars[0].x > LEFT
    assert drawn.bars[-1].x + drawn.bars[-1].width < WIDTH
    assert [mark.text for mark in drawn.labels] == ["5", "11", "17", "23", "29"]


def test_a_day_without_numbers_parts_the_range():
    drawn = ranges(["a", "b", "c", "d"], [(2, 4), (2, 3), None, (1, 2)])

    assert [len(line.split()) for line in drawn.lines] == [2, 1]
    assert [len(area.split()) for area in drawn.areas] == [4, 2]
    assert len(drawn.dots) == 1, "a day alone is a dot, or nobody would see it"


def test_nothing_is_drawn_of_nothing():
    assert bars([], []).bars == []
    assert ranges(["a"], [None]).lines == []
    assert sparse([]) == []
