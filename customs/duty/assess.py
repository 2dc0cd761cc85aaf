"""The duty of one parcel, with its working. Pure: goods, weight, rates and a regime in.

Formula (russia.md 1.2): max(rate x value above the norm, euro per kg x weight above the norm);
under a regime on the whole value nothing up to the norm, else max(rate x whole value, euro x
whole kg). Carriage is not part of the value. Rounded once, at the rouble amount, half up.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from customs.duty.regimes import Regime

KOPECK = Decimal("0.01")
INDIVISIBLE_GRAMS = 31_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the working: a word for the page and the numbers that stand in it."""

    word: str
    numbers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is due in roubles and euro, how it was worked out, and whether a person must look."""

    duty_eur: Decimal
    duty_rub: Decimal
    fee_rub: Decimal
    steps: tuple[Step, ...]
    needs_person: bool = False

    @property
    def working(self) -> list[dict]:
        """The steps as plain data, for keeping."""
        return [{"word": step.word, **step.numbers} for step in self.steps]


def assess(
    *,
    regime: Regime,
    value_rub: Decimal,
    grams: int,
    rate_eur: Decimal,
    heaviest_piece_grams: int = 0,
    rate_is_later: bool = False,
) -> Assessment:
    """Assess goods of `value_rub` roubles and `grams` gross; `rate_eur` is roubles for one euro.

    A single piece above 31 kg falls under a rate of its own that is not sourced: needs_person; so
    does a duty by the rate of a later day (`rate_is_later`).
    """
    kilograms = Decimal(grams) / 1000
    by_value_rub, value_steps = _by_value(regime, value_rub, rate_eur)
    by_weight_eur, weight_steps = _by_weight(regime, value_rub, kilograms, rate_eur)
    duty = max(by_value_rub, by_weight_eur * rate_eur)
    duty_rub = duty.quantize(KOPECK, ROUND_HALF_UP)
    fee = regime.fee_rub if duty_rub else Decimal(0)
    steps = (
        Step("regime", {"code": regime.code, "source": regime.source}),
        Step(
            "value",
            {
                "rub": str(value_rub),
                "rate": f"{rate_eur.normalize():f}",
                "eur": _show(value_rub / rate_eur),
            },
        ),
        *value_steps,
        *weight_steps,
        Step("duty", {"rub": str(duty_rub)}),
    )
    is_heavy = heaviest_piece_grams > INDIVISIBLE_GRAMS
    duty_eur = (duty / rate_eur).quantize(KOPECK, ROUND_HALF_UP)
    heavy = (Step("heavy_piece", {}),) if is_heavy else ()
    later = (Step("later_rate", {}),) if rate_is_later else ()
    return Assessment(duty_eur, duty_rub, fee, steps + heavy + later, is_heavy or rate_is_later)


def _show(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def _by_value(
    regime: Regime, value_rub: Decimal, rate_eur: Decimal
) -> tuple[Decimal, tuple[Step, ...]]:
    """Duty in roubles by value: on the excess, or on the whole value once above the norm."""
    excess = max(Decimal(0), value_rub - regime.free_value_eur * rate_eur)
    base = value_rub if regime.on_whole_value and excess else excess
    numbers = {
        "free_eur": str(regime.free_value_eur),
        "base_rub": _show(base),
        "rate": str(regime.rate),
        "sum_rub": _show(base * regime.rate),
    }
    return base * regime.rate, (Step("by_value", numbers),)


def _by_weight(
    regime: Regime, value_rub: Decimal, kilograms: Decimal, rate_eur: Decimal
) -> tuple[Decimal, tuple[Step, ...]]:
    """Duty in euro by weight: on the kilograms above the norm, or on all of them."""
    if regime.on_whole_value:
        above = value_rub > regime.free_value_eur * rate_eur
        base = kilograms if above else Decimal(0)
    elif regime.free_grams is None:
        base = Decimal(0)
    else:
        base = max(Decimal(0), kilograms - Decimal(regime.free_grams) / 1000)
    numbers = {
        "free_kg": str(Decimal(regime.free_grams or 0) / 1000),
        "base_kg": str(base),
        "eur_per_kg": str(regime.min_eur_per_kg),
        "sum_eur": _show(base * regime.min_eur_per_kg),
    }
    return base * regime.min_eur_per_kg, (Step("by_weight", numbers),)
