"""What a product lacks before it can be exported: a pure rule, and the same as a filter of rows."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.models import Product

# The Russian registry wants the whole ten-digit code, not the six that all countries share.
CODE_DIGITS = 10
SIDES = ("length_mm", "width_mm", "height_mm")

_Rule = tuple[Callable[[Product], bool], Q]


def _empty(name: str) -> _Rule:
    return (lambda product: not getattr(product, name)), Q(**{name: ""})


def _unknown(*names: str) -> _Rule:
    lacking = Q(pk__in=[])
    for name in names:
        lacking |= Q(**{f"{name}__isnull": True})
    return (lambda product: any(getattr(product, name) is None for name in names)), lacking


# The word of each gap -> the rule of one product and its form in SQL.
RULES: dict[str, _Rule] = {
    "code": (
        lambda product: len(product.tnved_code) != CODE_DIGITS,
        ~Q(tnved_code__regex=rf"^.{{{CODE_DIGITS}}}$"),
    ),
    "weight": _unknown("weight_grams"),
    "sizes": _unknown(*SIDES),
    "name_ru": _empty("name_ru"),
    "name_zh": _empty("name_zh"),
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
