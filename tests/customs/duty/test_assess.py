"""Golden tests of the duty (russia.md 1.3)."""

from datetime import date
from decimal import Decimal

import pytest

from customs.duty.assess import assess
from customs.duty.regimes import REGIMES, regime_on

BY_CODE = {regime.code: regime for regime in REGIMES}
RATE = Decimal("95.7793")


def duty_eur(code: str, eur: str, kg: str) -> Decimal:
    value = Decimal(eur) * RATE
    grams = int(Decimal(kg) * 1000)
    return assess(regime=BY_CODE[code], value_rub=value, grams=grams, rate_eur=RATE).duty_eur


@pytest.mark.parametrize(
    ("code", "eur", "kg", "duty"),
    [
        ("R2", "300", "31", "15.00"),
        ("R4", "300", "31", "15.00"),
        ("R4", "200", "35", "8.00"),
        ("R0", "500", "34", "12.00"),
        ("R0", "1400", "20", "120.00"),
        ("R4", "300", "35", "15.00"),
        ("R4", "220", "40", "18.00"),
        ("R4", "200.00", "31.000", "0.00"),
        ("R1", "600", "2", "30.00"),
        ("R3", "300", "2", "0.00"),
        ("R5", "300", "10", "15.00"),
        ("R5", "210", "12", "12.00"),
        ("R5", "200.01", "1", "10.00"),
        ("R5", "200", "40", "0.00"),
        ("R5", "1000", "2", "50.00"),
        ("R4", "1000", "2", "120.00"),
    ],
)
def test_golden_sums(code, eur, kg, duty):
    assert duty_eur(code, eur, kg) == Decimal(duty)


def test_the_sum_in_roubles_is_rounded_once_to_the_kopeck():
    found = assess(regime=BY_CODE["R4"], value_rub=Decimal("29467.20"), grams=500, rate_eur=RATE)

    assert found.duty_rub == Decimal("1546.70")


def test_the_working_shows_each_step():
    found = assess(regime=BY_CODE["R4"], value_rub=Decimal("29467.20"), grams=500, rate_eur=RATE)

    words = [step["word"] for step in found.working]
    assert words == ["regime", "value", "by_value", "by_weight", "duty"]
    assert found.working[2]["base_rub"] == "10311.3400"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2018, 12, 31), "R0"),
        (date(2019, 1, 1), "R1"),
        (date(2020, 1, 1), "R2"),
        (date(2022, 3, 30), "R2"),
        (date(2022, 6, 1), "R3"),
        (date(2024, 3, 31), "R3"),
        (date(2024, 4, 1), "R4"),
        (date(2026, 11, 1), "R4"),
    ],
)
def test_the_regime_follows_the_day(day, code):
    assert regime_on(day, REGIMES).code == code


def test_a_single_piece_above_the_norm_needs_a_person():
    found = assess(
        regime=BY_CODE["R4"],
        value_rub=Decimal(5000),
        grams=36_000,
        rate_eur=RATE,
        heaviest_piece_grams=36_000,
    )

    assert found.needs_person
