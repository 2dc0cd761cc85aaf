"""What a product lacks: a pure rule of one product, and the same as a filter of rows.

What customs asks for (CUSTOMS) stops its orders before their goods are reserved; the weight stops
them when they are packed; sizes stop nothing.
"""

import re
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipments.numbers.goods import NO_CHAPTERS

if TYPE_CHECKING:
    from shipments.catalogue.models import Product

# The letters that a name in each language has, in a form that PostgreSQL reads too.
SCRIPTS = {"ru": "[А-Яа-яЁё]", "zh": "[㐀-䶿一-鿿]", "en": "[A-Za-z]"}
# The Russian registry wants the whole ten-digit code, not the six that all countries share.
_CHAPTER = rf"^(?!{'|'.join(NO_CHAPTERS)})"
_WHOLE_CODE, _SIX = _CHAPTER + "[0-9]{10}$", _CHAPTER + "[0-9]{6}$"
SIDES = ("length_mm", "width_mm", "height_mm")

_Rule = tuple[Callable[["Product"], bool], Q]


def _empty(name: str) -> _Rule:
    return (lambda product: not getattr(product, name)), Q(**{name: ""})


def _unknown(*names: str) -> _Rule:
    lacking = reduce(or_, (Q(**{f"{name}__isnull": True}) for name in names))
    return (lambda product: any(getattr(product, name) is None for name in names)), lacking


def _nothing(name: str) -> _Rule:
    """An amount that is not told, or no more than nothing."""
    is_worth = f"{name}__gt"
    return (lambda product: not (getattr(product, name) or 0) > 0), (
        Q(**{f"{name}__isnull": True}) | ~Q(**{is_worth: 0})
    )


def _unlike(name: str, pattern: str) -> _Rule:
    """A text without what a pattern asks for, in a form that Python and PostgreSQL read alike."""
    lacks = re.compile(pattern).search
    return (lambda product: lacks(getattr(product, name)) is None), ~Q(
        **{f"{name}__regex": pattern}
    )


# The word of each gap -> the rule of one product and its form in SQL.
RULES: dict[str, _Rule] = {
    "code": _unlike("tnved_code", _WHOLE_CODE),
    "hs": _unlike("hs_code", _SIX),
    "weight": _unknown("weight_grams"),
    "sizes": _unknown(*SIDES),
    "name_ru": _unlike("name_ru", SCRIPTS["ru"]),
    "name_zh": _unlike("name_zh", SCRIPTS["zh"]),
    "battery": _empty("battery"),
    "origin": _empty("origin_country"),
    "value": _nothing("declared_value_cny"),
}
# What customs of either side asks for.
CUSTOMS = ("code", "hs", "name_ru", "name_zh", "battery", "origin", "value")
# The field of the product's form where each is mended; of the sizes the first.
FIELDS = {
    "code": "tnved_code",
    "hs": "hs_code",
    "weight": "weight_grams",
    "sizes": "length_mm",
    "name_ru": "name_ru",
    "name_zh": "name_zh",
    "battery": "battery",
    "origin": "origin_country",
    "value": "declared_value_cny",
}
WORDS: dict[str, Any] = {
    "code": _("TN VED code of ten digits"),
    "hs": _("HS code of six digits"),
    "weight": _("weight"),
    "sizes": _("sizes"),
    "name_ru": _("Russian name"),
    "name_zh": _("Chinese name"),
    "battery": _("battery or none"),
    "origin": _("country of origin"),
    "value": _("declared value"),
}


def gaps_of(product: "Product") -> list[str]:
    """The words of what the product lacks, in the order of the form."""
    return [word for word, (lacks, _q) in RULES.items() if lacks(product)]


def customs_gaps(product: "Product") -> list[str]:
    """Of its gaps those that customs asks about: its orders wait until they are filled."""
    return [word for word in CUSTOMS if RULES[word][0](product)]


def with_gap(*words: str) -> Q:
    """A filter on Product: those that lack one of these, or anything at all where none is given."""
    return reduce(or_, (RULES[word][1] for word in words or RULES))
