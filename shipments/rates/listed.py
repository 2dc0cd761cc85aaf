"""What a list of rates holds: its rates, and the rows that are none, each with why."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shipments.errors import BadMessage
from shipments.sentences import Sentence, say

# A rate is kept to so many digits after the point; what has more would be rounded.
STEP = Decimal(1).scaleb(-10)


@dataclass(frozen=True, slots=True)
class Rate:
    """Roubles for ONE unit of a currency; `day` is the first day it is in force."""

    currency: str
    day: date
    roubles: Decimal


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that is no rate: its line from 1, what it says, and what is wrong with it."""

    line: int
    text: str
    reason: Sentence


@dataclass(slots=True)
class Listed:
    """The rates of a list and its rows at fault; a broken row loses only itself."""

    rates: list[Rate] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def exactly(roubles: Decimal, units: Decimal) -> Decimal:
    """Roubles for one unit where so many cost `roubles`. Raises BadMessage where it would round."""
    item = roubles / units
    if item.quantize(STEP) * units != roubles or not 0 < item < 10**8:
        text = say(
            "%(rub)s ₽ for %(n)s units cannot be told of one without rounding.",
            rub=roubles,
            n=units,
        )
        raise BadMessage("bad_number", text)
    return item.quantize(STEP)
