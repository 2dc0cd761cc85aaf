"""Money: a sum and its currency, rounded half up to the hundredth; never a float."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")
LARGEST = Decimal(10) ** 12
_SPACES = re.compile(r"[\s\u00a0\u202f']")
_PLAIN = re.compile(r"[+-]?\d+([.,]\d+)?", re.ASCII)
_WITH_COMMAS = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+", re.ASCII)
_WITH_DOTS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+", re.ASCII)


def rounded(amount: Decimal) -> Decimal:
    """The amount to the kopeck, fen or cent, half away from zero."""
    return amount.quantize(HUNDREDTH, ROUND_HALF_UP)


def convert(amount: Decimal, rate: Decimal) -> Decimal:
    """`amount` at `rate` (units of the other currency for one), rounded once, at the end."""
    return rounded(amount * rate)


def parse_amount(text: str) -> Decimal:
    """A sum as people write it: "1 234,56", "1234.56", "1,234.56", "1.234,56".

    Not rounded. Raises ValueError, also for "1e9", NaN and what is above a trillion.
    """
    bare = _SPACES.sub("", text)
    if _WITH_COMMAS.fullmatch(bare):
        bare = bare.replace(",", "")
    elif _WITH_DOTS.fullmatch(bare):
        bare = bare.replace(".", "")
    if not _PLAIN.fullmatch(bare) or len(bare) > 30:
        raise ValueError("A sum is digits with at most one point or comma, as 1234.56.")
    amount = Decimal(bare.replace(",", "."))
    if abs(amount) > LARGEST:
        raise ValueError("This sum is too large.")
    return amount


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """A sum in one currency (ISO 4217); sums of two currencies never meet: ValueError."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError("Money is made of Decimal.")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{other.currency} cannot be added to {self.currency}.")
        return other.amount

    def times(self, count: int) -> "Money":
        return Money(self.amount * count, self.currency)

    def rounded(self) -> "Money":
        return Money(rounded(self.amount), self.currency)

    def into(self, currency: str, rate: Decimal) -> "Money":
        """The same worth in another currency at `rate` (its units for one of ours), rounded."""
        return Money(convert(self.amount, rate), currency)

    def __str__(self) -> str:
        return f"{rounded(self.amount)} {self.currency}"
