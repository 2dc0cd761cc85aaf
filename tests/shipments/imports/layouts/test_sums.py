"""Sums shared out, and one line a SKU: nothing is lost and nothing is below zero."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shipments.imports.layouts.sums import Sold, as_lines, in_shares

SUMS = st.integers(0, 10**9).map(lambda kopecks: Decimal(kopecks) / 100)


@given(SUMS, st.lists(SUMS, min_size=1, max_size=12))
def test_shares_add_up_and_none_is_below_zero(total, weights):
    shares = in_shares(total, weights)

    assert sum(shares) == total
    assert all(share >= 0 and share == round(share, 2) for share in shares)
    assert all(
        not share
        for share, weight in zip(shares, weights, strict=True)
        if not weight and any(weights)
    )


def test_a_half_kopeck_is_rounded_up():
    assert in_shares(Decimal("0.01"), [Decimal(1), Decimal(1)]) == [Decimal("0.01"), Decimal(0)]


@given(st.lists(st.builds(Sold, st.sampled_from("ABC"), st.integers(1, 99), SUMS, SUMS)))
def test_lines_of_one_sku_keep_pieces_and_sum(sold):
    lines = as_lines(sold)

    assert len({line.sku for line in lines}) == len(lines)
    assert sum(line.quantity for line in lines) == sum(one.quantity for one in sold)
    assert sum(line.unit_price_rub * line.quantity + line.shipping_rub for line in lines) == sum(
        one.goods + one.shipping for one in sold
    )
