"""Splitting an order's sum over its lines so that the parts add up to the kopeck."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

KOPECK = Decimal("0.01")


def in_shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in parts by weight (evenly where all weigh nothing); the last part takes the rest."""
    if not weights:
        return []
    whole = sum(weights, Decimal(0))
    shares = [
        (total * weight / whole if whole else total / len(weights)).quantize(KOPECK, ROUND_HALF_UP)
        for weight in weights
    ]
    shares[-1] += total - sum(shares, Decimal(0))
    return shares
