"""Money, weight and moments as pages show them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from shipments.web.templatetags.amounts import moment, money, weight
from tests.world import NOON


@pytest.mark.parametrize(
    ("language", "currency", "shown"),
    [("en", "RUB", "1,234.50 ₽"), ("ru", "RUB", "1\xa0234,50 ₽"), ("zh-hans", "CNY", "1,234.50 ¥")],
)
def test_a_sum_is_written_in_the_reader_s_habit(language, currency, shown):
    with override(language):
        assert money(Decimal("1234.5"), currency) == f'<span class="amount">{shown}</span>'


def test_what_is_not_known_is_a_dash():
    assert "—" in money(None)
    assert "—" in weight(None)
    assert moment(None, NOON) == "—"


def test_grams_are_whole_and_named():
    with override("ru"):
        assert weight(18450) == '<span class="amount">18\xa0450 г</span>'


def test_a_day_of_another_year_tells_it():
    with override("ru"):
        assert ">02.11 " in moment(NOON, NOON + timedelta(days=9))
        assert ">02.11.2026 " in moment(NOON, NOON + timedelta(days=300))
