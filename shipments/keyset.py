"""Keyset paging: a page begins behind a row's own values, so each costs what the first does."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet


def order_of(queryset: QuerySet[Any, Any]) -> tuple[list[str], bool]:
    """The fields a query is ordered by, and whether they run downwards; by row where none are.

    All fields run in one direction and the last is unique.
    """
    words = [str(word) for word in queryset.query.order_by] or ["-pk"]
    return [word.removeprefix("-") for word in words], words[0].startswith("-")


def behind(fields: Sequence[str], values: Sequence[Any], *, downwards: bool) -> Q:
    """Rows behind `values` in the order of `fields`; the first condition alone uses the index."""
    sign = "lt" if downwards else "gt"
    *before, (field, value) = zip(fields, values, strict=True)
    condition = Q(**{f"{field}__{sign}": value})
    if not before:
        return condition
    for name, same in reversed(before):
        condition = Q(**{f"{name}__{sign}": same}) | Q(**{name: same}) & condition
    return Q(**{f"{fields[0]}__{sign}e": values[0]}) & condition


def values_of(row: Any, fields: Sequence[str]) -> list[Any]:
    """A row's place: its values in the fields that order it; a field of a parent by `__`."""
    return [_value(row, field) for field in fields]


def _value(row: Any, field: str) -> Any:
    if isinstance(row, dict):
        return row[field]
    for part in field.split("__"):
        row = getattr(row, part)
    return row
