"""Masks of personal data (russia.md section 3)."""

import pytest

from shipments.numbers.masks import (
    last_digits,
    mask_email,
    mask_inn,
    mask_name,
    mask_passport,
    mask_phone,
)


@pytest.mark.parametrize(
    ("mask", "text", "seen"),
    [
        (mask_name, "Иванов Иван Петрович", "И. И. П."),
        (mask_name, "Цой", "Ц."),
        (mask_phone, "+79121234567", "+7912*****67"),
        (mask_phone, "12345", "*****"),
        (last_digits, "+7 912 123-45-67", "*** 4567"),
        (last_digits, "4567", "****"),
        (mask_email, "anna@example.ru", "a***@example.ru"),
        (mask_email, "a@example.ru", "*@example.ru"),
        (mask_email, "anna", "****"),
        (mask_passport, "4509 123123", "45** ***123"),
        (mask_passport, "4509123123", "45** ***123"),
        (mask_passport, "45091", "*****"),
        (mask_inn, "500100732259", "50********59"),
        (mask_inn, "50", "**"),
    ],
)
def test_a_mask_shows_a_little(mask, text, seen):
    assert mask(text) == seen


@pytest.mark.parametrize(
    "mask", [mask_name, mask_phone, last_digits, mask_email, mask_passport, mask_inn]
)
def test_a_mask_of_nothing_is_nothing(mask):
    assert mask("") == ""
    assert mask("  ") == ""
