"""What was paid for each line: sums shared out to the kopeck, checked against the order's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from shipments.orders.intake import NewLine
from shipments.sentences import Sentence, say

KOPECK = Decimal("0.01")
NOTHING = Decimal(0)
TOTAL_MISSING = say(
    "What was paid can be read in two ways, and the order's own total is missing: keep its column."
)


@dataclass(slots=True)
class Sold:
    """Pieces of a SKU and what was paid for all of them together, goods and shipping apart."""

    sku: str
    quantity: int
    goods: Decimal
    shipping: Decimal = NOTHING


def in_shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in parts by weight, evenly where all weigh nothing.

    The running sum is rounded half up, so that the parts add up and none falls below zero.
    """
    whole = sum(weights, NOTHING)
    if not whole:
        weights, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    shares, run, before = [], NOTHING, NOTHING
    for weight in weights:
        run += weight
        upto = (total * run / whole).quantize(KOPECK, ROUND_HALF_UP)
        shares.append(upto - before)
        before = upto
    return shares


def share_goods(sold: Sequence[Sold], total: Decimal) -> None:
    """Make the goods of an order cost `total` together, by what they cost before."""
    shares = in_shares(total, [sold_line.goods for sold_line in sold])
    for sold_line, share in zip(sold, shares, strict=True):
        sold_line.goods = share


def share_shipping(sold: Sequence[Sold], total: Decimal) -> None:
    """Add the shipping of an order to its lines, by what their goods cost."""
    shares = in_shares(total, [sold_line.goods for sold_line in sold])
    for sold_line, share in zip(sold, shares, strict=True):
        sold_line.shipping += share


def as_lines(sold: Iterable[Sold]) -> list[NewLine]:
    """A line a SKU: what was sold of it in several lines is added up.

    Where the sum does not divide by the pieces, the kopecks that are over stand in the line's
    shipping, so that the order's total stays exact.
    """
    found: dict[str, Sold] = {}
    for sold_line in sold:
        if sold_line.sku in found:
            _add(found[sold_line.sku], sold_line)
        else:
            found[sold_line.sku] = Sold(
                sold_line.sku, sold_line.quantity, sold_line.goods, sold_line.shipping
            )
    return [_line(sold) for sold in found.values()]


def _add(kept: Sold, sold: Sold) -> None:
    kept.quantity += sold.quantity
    kept.goods += sold.goods
    kept.shipping += sold.shipping


def _line(sold: Sold) -> NewLine:
    price = (sold.goods / sold.quantity).quantize(KOPECK, ROUND_DOWN)
    return NewLine(
        sold.sku, sold.quantity, price, sold.shipping + sold.goods - price * sold.quantity
    )


def disagree(ours: Decimal, theirs: Decimal) -> Sentence:
    """That the lines and the order's own sum differ."""
    return say(
        "The lines come to %(ours)s, the order's own sum is %(theirs)s: a discount or a fee is "
        "not understood.",
        ours=f"{ours:.2f}",
        theirs=f"{theirs:.2f}",
    )
