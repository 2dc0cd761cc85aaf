"""The filter of a list as a page shows it: its form, and what it is narrowed to."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import BoundField, Select
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import FilterSet

# Not what a list is narrowed to, but where in it one stands.
PLACE = "after"
SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that a list is narrowed to, with the address that takes it off."""

    name: str
    label: Any
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """What `components/filter.html` draws: the search stands first, the rest is folded up.

    `kept` are the parts of the query that have no field here and go on with it.
    """

    search: SafeString | None
    search_field: BoundField | None
    fields: list[BoundField]
    kept: list[tuple[str, str]]
    chips: list[Chip]
    errors: list[str]
    query: str
    home: str


def fitting(filters: FilterSet) -> QuerySet:
    """The rows that fit; none where the filter cannot be read, so that nothing is done to all."""
    return filters.qs if filters.is_valid() else filters.queryset.none()


def filter_panel(
    request: HttpRequest,
    filters: FilterSet,
    names: Collection[str] = (),
    *,
    told: Collection[str] = (SEARCH,),
) -> FilterPanel:
    """The form of a filter, with the named fields in their order (all without names).

    A field of which a query names several words is no field here: it is kept, and a chip tells it.
    `told` are those that the page tells by itself, without a chip.
    """
    form, data = filters.form, request.GET
    shown = [name for name in names or form.fields if not _is_beyond(form.fields[name], data, name)]
    fields = [form[name] for name in shown if name != SEARCH]
    search = form[SEARCH] if SEARCH in shown else None
    return FilterPanel(
        search.as_widget(attrs={"placeholder": search.label}) if search else None,
        search,
        fields,
        [(name, value) for name, value in _pairs(data) if name not in shown],
        list(_chips(filters, data, told)),
        [str(error) for errors in filters.errors.values() for error in errors],
        narrowing(data),
        request.path,
    )


def narrowing(data: QueryDict, without: str = "") -> str:
    """What narrows a list, as a query string without the place in it and without one name."""
    return urlencode([(name, value) for name, value in _pairs(data) if name != without])


def _pairs(data: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in data.lists():
        yield from ((name, value) for value in values if value and name != PLACE)


def _is_beyond(field: Any, data: QueryDict, name: str) -> bool:
    """Whether a query names several words where the page's field takes one."""
    item = isinstance(field.widget, Select) and not field.widget.allow_multiple_selected
    return item and len(data.getlist(name)) > 1


def _chips(filters: FilterSet, data: QueryDict, elsewhere: Collection[str]) -> Iterator[Chip]:
    for name, field in filters.form.fields.items():
        if name not in elsewhere and any(values := data.getlist(name)):
            read = getattr(filters.form, "cleaned_data", {}).get(name)
            told = ", ".join(_present(field, read, value) for value in values if value)
            yield Chip(name, field.label, told, f"?{narrowing(data, name)}")


def _present(field: Any, read: Any, text: str) -> str:
    """What was chosen, in the reader's words and dates."""
    if isinstance(read, datetime):
        local = timezone.localtime(read)
        is_day = local.time() == time.min
        return date_format(local, "SHORT_DATE_FORMAT" if is_day else "SHORT_DATETIME_FORMAT")
    if isinstance(read, date):
        return date_format(read, "SHORT_DATE_FORMAT")
    words = dict(getattr(field, "choices", ()) or getattr(field.widget, "choices", ()))
    words |= {} if text in words or not isinstance(read, bool) else {text: _yes_no(read)}
    return str(words.get(text, text))


def _yes_no(value: bool) -> str:
    return _("yes") if value else _("no")
