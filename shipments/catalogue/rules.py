"""What a product may be: one rule a field, the same for the API, the page and a file."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from shipments.catalogue.gaps import SCRIPTS
from shipments.catalogue.models import Product
from shipments.money import parse_amount
from shipments.numbers.goods import valid_country, valid_hs, valid_tnved
from shipments.numbers.texts import valid_length, valid_line
from shipments.sentences import Sentence, say

# Grams and millimetres of a packed piece, yuan a piece, characters.
HEAVIEST, LONGEST, DEAREST = 1_000_000, 10_000, Decimal("9999999999.99")
SKU, NAME, URL = 64, 250, 500
_IS_URL = URLValidator(schemes=["http", "https"])
# Blanks stand between thousands alone.
_PLAIN_AMOUNT = re.compile(r"[0-9.,]+|[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")

Rule = Callable[[str], Any]


def checked(raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Sentence]]:
    """The values of the fields given, as they are kept, and what is wrong with others, by field.

    `raw` has the names of RULES; a value is a text or a number as it came in, empty where it is
    None or blank. What is not in `raw` is in neither answer.
    """
    values: dict[str, Any] = {}
    faults: dict[str, Sentence] = {}
    for name, given in raw.items():
        try:
            values[name] = RULES[name](text) if (text := valid_line(given)) else _empty(name)
        except ValueError as error:
            faults[name] = error.args[0]
    return values, faults


def _empty(name: str) -> str | None:
    """What an empty field holds. Raises ValueError: a product is nothing without its SKU."""
    if name == "sku":
        raise ValueError(say("A product must have a SKU."))
    return None if name in _NUMBERS else ""


def _sku(text: str) -> str:
    return valid_length(text, SKU)


def _name(script: str, wrong: Sentence) -> Rule:
    """A name of at most NAME characters, some of them of a script."""

    def rule(text: str) -> str:
        if not re.search(script, text):
            raise ValueError(wrong)
        return valid_length(text, NAME)

    return rule


def _amount(text: str, wrong: Sentence) -> Decimal:
    """A number with at most two decimals, so that none of them can be thousands."""
    try:
        if not _PLAIN_AMOUNT.fullmatch(plain := unicodedata.normalize("NFKC", text)):
            raise ValueError(wrong)
        amount = parse_amount(plain)
    except ValueError:
        raise ValueError(wrong) from None
    if int(amount.as_tuple().exponent) < -2:
        raise ValueError(wrong)
    return amount


def _whole(most: int, wrong_of: Callable[[str], Sentence]) -> Rule:
    """A whole number of grams or millimetres from 1."""

    def rule(text: str) -> int:
        wrong = wrong_of(text[:30])
        amount = _amount(text, wrong)
        if amount != int(amount) or not 1 <= amount <= most:
            raise ValueError(wrong)
        return int(amount)

    return rule


def _value(text: str) -> Decimal:
    wrong = say(
        "'%(text)s' is no value in yuan: above 0, with at most two decimals, as 12.50.",
        text=text[:30],
    )
    amount = _amount(text, wrong)
    if not 0 < amount <= DEAREST:
        raise ValueError(wrong)
    return amount


def _battery(text: str) -> str:
    words = [word for word in Product.Battery.values if word]
    if text.lower() not in words:
        told = ", ".join(words)
        raise ValueError(
            say("'%(text)s' is no battery class: %(words)s.", text=text[:30], words=told)
        )
    return text.lower()


def _url(text: str) -> str:
    try:
        _IS_URL(text)
    except ValidationError:
        wrong = say("This is no address of a page, as https://example.com/cup.")
        raise ValueError(wrong) from None
    return valid_length(text, URL)


def _no_weight(text: str) -> Sentence:
    return say("'%(text)s' is no weight: whole grams from 1 to %(most)s.", text=text, most=HEAVIEST)


def _no_length(text: str) -> Sentence:
    return say(
        "'%(text)s' is no length: whole millimetres from 1 to %(most)s.", text=text, most=LONGEST
    )


RULES: dict[str, Rule] = {
    "sku": _sku,
    "name_zh": _name(SCRIPTS["zh"], say("A Chinese name has Chinese characters.")),
    "name_ru": _name(SCRIPTS["ru"], say("A Russian name has Cyrillic letters.")),
    "name_en": _name(SCRIPTS["en"], say("An English name has Latin letters.")),
    "hs_code": valid_hs,
    "tnved_code": valid_tnved,
    "weight_grams": _whole(HEAVIEST, _no_weight),
    "length_mm": _whole(LONGEST, _no_length),
    "width_mm": _whole(LONGEST, _no_length),
    "height_mm": _whole(LONGEST, _no_length),
    "battery": _battery,
    "origin_country": valid_country,
    "declared_value_cny": _value,
    "product_url": _url,
}
_NUMBERS = ("weight_grams", "length_mm", "width_mm", "height_mm", "declared_value_cny")
