"""The dated regimes of duty on goods for personal use, as russia.md 1.1 sources them.

They are the rows a new installation begins with (DutyRegime); people edit the rows, not this file.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Regime:
    """One regime: free value in euro, free weight in grams (None: no norm), rates on the excess."""

    code: str
    since: date
    until: date | None
    free_value_eur: Decimal
    free_grams: int | None
    rate: Decimal
    min_eur_per_kg: Decimal
    on_whole_value: bool = False
    per: str = "parcel"
    fee_rub: Decimal = Decimal(0)
    is_enabled: bool = True
    source: str = ""


def _regime(
    code: str, since: date, until: date | None, value: str, rate: str, kg: str, **more: Any
) -> Regime:
    return Regime(code, since, until, Decimal(value), 31_000, Decimal(rate), Decimal(kg), **more)


# R5 was adopted by the EEC Council in January 2026 for 1 July 2026; that it really began is not
# sourced, so it ships switched off and R4 stays open-ended until a person says otherwise.
REGIMES = [
    _regime(
        "R0",
        date(2010, 1, 1),
        date(2018, 12, 31),
        "1000",
        "0.30",
        "4",
        per="month",
        source="EEC Council Decision 107 of 20.12.2017",
    ),
    _regime(
        "R1",
        date(2019, 1, 1),
        date(2019, 12, 31),
        "500",
        "0.30",
        "4",
        per="month",
        source="EEC Council Decision 107 of 20.12.2017",
    ),
    _regime(
        "R2",
        date(2020, 1, 1),
        date(2022, 3, 30),
        "200",
        "0.15",
        "2",
        source="EEC Council Decision 107 of 20.12.2017",
    ),
    _regime(
        "R3",
        date(2022, 3, 31),
        date(2024, 3, 31),
        "1000",
        "0.15",
        "2",
        source="EEC Council Decision 35 of 17.03.2022",
    ),
    _regime(
        "R4",
        date(2024, 4, 1),
        None,
        "200",
        "0.15",
        "2",
        source="EEC Council Decision 107 of 20.12.2017",
    ),
    Regime(
        "R5",
        date(2026, 7, 1),
        None,
        Decimal(200),
        None,
        Decimal("0.05"),
        Decimal(1),
        on_whole_value=True,
        per="purchase",
        is_enabled=False,
        source="EEC Council, adopted January 2026, planned from 01.07.2026",
    ),
]


def regime_on(day: date, regimes: list[Regime]) -> Regime | None:
    """The enabled regime of a day; the latest one where two overlap. None before the first."""
    held = [
        r for r in regimes if r.is_enabled and r.since <= day and (not r.until or day <= r.until)
    ]
    return max(held, key=lambda regime: regime.since, default=None)
