"""How pieces are dealt into parcels; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipments.packing.splitting import MOST_MM3, Line, boxes_of, stacked, too_heavy, too_large

LIMIT = 31_000
pieces = st.tuples(
    st.integers(1, 60), st.integers(1, LIMIT), st.tuples(*[st.integers(0, 3_000)] * 3)
)
# A cubic metre, and half of one.
CUBE, HALF = (1000, 1000, 1000), (1000, 1000, 500)


def lines_of(rows) -> list[Line]:
    return [Line(n, *row) for n, row in enumerate(rows)]


@given(st.lists(pieces, min_size=1, max_size=5))
def test_every_piece_is_packed_once_and_no_parcel_is_over_the_limits(rows):
    lines = lines_of(rows)

    boxes = boxes_of(lines, LIMIT)

    packed = {line.line_id: sum(box.pieces.get(line.line_id, 0) for box in boxes) for line in lines}
    assert packed == {line.line_id: line.quantity for line in lines}
    assert all(box.pieces and box.grams <= LIMIT for box in boxes)
    assert all(box.mm3 <= MOST_MM3 or sum(box.pieces.values()) == 1 for box in boxes)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ((5, 12_000, (0, 0, 0)), [2, 2, 1]),
        ((1, LIMIT, (0, 0, 0)), [1]),
        ((2, LIMIT, (0, 0, 0)), [1, 1]),
        ((3, 100, HALF), [2, 1]),
        ((2, 100, CUBE), [1, 1]),
        ((2, 100, (2000, 2000, 2000)), [1, 1]),
    ],
)
def test_weight_and_room_decide_how_many_pieces_a_parcel_takes(row, counts):
    boxes = boxes_of(lines_of([row]), LIMIT)

    assert [sum(box.pieces.values()) for box in boxes] == counts


def test_one_piece_can_be_too_heavy_or_too_long_for_any_parcel():
    [line] = lines_of([(1, 31_001, (10, 3_001, 10))])

    assert (too_heavy([line], 31_000), too_heavy([line], 31_001)) == (True, False)
    assert (too_large([line], 3_000), too_large([line], 3_001)) == (True, False)


def test_pieces_are_stacked_on_their_flat_side():
    mug, book = lines_of([(2, 420, (260, 85, 90)), (1, 500, (20, 300, 200))])

    assert stacked([mug, book], {mug.line_id: 2, book.line_id: 1}) == (300, 200, 190)
    assert stacked([mug, book], {mug.line_id: 1}) == (260, 90, 85)
