"""Sums of money: rounded half up to the hundredth, read as people type them; never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
LARGEST = Decimal(10) ** 12
# Spaces may stand between thousands; a comma or a point is always the mark of decimals.
_AMOUNT = re.compile(r"(\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,](\d{1,2}))?", re.ASCII)


def rounded(amount: Decimal) -> Decimal:
    """The amount to the kopeck, fen or cent, half away from zero."""
    return amount.quantize(HUNDREDTH, ROUND_HALF_UP)


def convert(amount: Decimal, rate: Decimal) -> Decimal:
    """`amount` at `rate` (units of the other currency for one), rounded once, at the end."""
    return rounded(amount * rate)


def parse_amount(text: str) -> Decimal:
    """A sum as people type it, in hundredths at most: "1 234,56", "1234.5", "1234".

    Never rounded, never guessed: "1,234" may be a thousand, so it is refused, and so are signs,
    exponents and names of currencies. Raises ValueError, also for what is above a trillion.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None or len(text) > 40:
        raise ValueError("A sum is digits with at most two decimals, as 1234.56.")
    whole = "".join(match[1].split())
    amount = Decimal(f"{whole}.{match[2] or 0}")
    if amount > LARGEST:
        raise ValueError("This sum is too large.")
    return amount
