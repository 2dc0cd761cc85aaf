"""What a product lacks before it can be exported: a pure rule, and the same as a filter of rows."""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.models import Product
from shipments.catalogue.rules import SCRIPTS
from shipments.numbers.goods import NO_CHAPTERS

# The Russian registry wants the whole ten-digit code, not the six that all countries share.
_WHOLE_CODE = rf"^(?!{'|'.join(NO_CHAPTERS)})[0-9]{{10}}$"
SIDES = ("length_mm", "width_mm", "height_mm")

_Rule = tuple[Callable[[Product], bool], Q]


def _empty(name: str) -> _Rule:
    return (lambda product: not getattr(product, name)), Q(**{name: ""})


def _unknown(*names: str) -> _Rule:
    lacking = Q(pk__in=[])
    for name in names:
        lacking |= Q(**{f"{name}__isnull": True})
    return (lambda product: any(getattr(product, name) is None for name in names)), lacking


def _unlike(name: str, pattern: str) -> _Rule:
    """A text without what a pattern asks for, in a form that Python and PostgreSQL read alike."""
    lacks = re.compile(pattern).search
    return (lambda product: lacks(getattr(product, name)) is None), ~Q(
        **{f"{name}__regex": pattern}
    )


# The word of each gap -> the rule of one product and its form in SQL.
RULES: dict[str, _Rule] = {
    "code": _unlike("tnved_code", _WHOLE_CODE),
    "weight": _unknown("weight_grams"),
    "sizes": _unknown(*SIDES),
    "name_ru": _unlike("name_ru", SCRIPTS["ru"]),
    "name_zh": _unlike("name_zh", SCRIPTS["zh"]),
    "battery": _empty("battery"),
    "origin": _empty("origin_country"),
    "value": _unknown("declared_value_cny"),
}
WORDS: dict[str, Any] = {
    "code": _("ten-digit code"),
    "weight": _("weight"),
    "sizes": _("sizes"),
    "name_ru": _("Russian name"),
    "name_zh": _("Chinese name"),
    "battery": _("battery or none"),
    "origin": _("country of origin"),
    "value": _("declared value"),
}


def gaps_of(product: Product) -> list[str]:
    """The words of what the product lacks, in the order of the form."""
    return [word for word, (lacks, _q) in RULES.items() if lacks(product)]


def with_gap(word: str = "") -> Q:
    """A filter on Product: those that lack this, or anything at all."""
    if word:
        return RULES[word][1]
    lacking = Q(pk__in=[])
    for _lacks, one in RULES.values():
        lacking |= one
    return lacking
