"""How a filter of the API is asked for on a page: what its fields look like there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_filters.widgets import BooleanWidget

ALL = _("all")


class YesNo(BooleanWidget):
    """Yes, no or either, each in words of the field."""

    def __init__(self, yes: Any, no: Any, either: Any = ALL) -> None:
        super().__init__()
        self.choices = [("", either), ("true", yes), ("false", no)]


class Tick(forms.CheckboxInput):
    """Ticked is yes; not ticked asks nothing. A query may still say no."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        words = {"1": True, "true": True, "on": True, "0": False, "false": False}
        return words.get(str(data.get(name, "")).lower())

    def format_value(self, value: Any) -> str:
        return "true"


class OneOf(forms.Select):
    """One of the words of a filter that takes several: a page offers one, a query may name more."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        many = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return [word for word in many if word]

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list:
        either = self.create_option(name, "", str(ALL), not any(value), 0)
        return [(None, [either], 0), *super().optgroups(name, value, attrs)]


class Suggesting(forms.TextInput):
    """A text, and beside it the words that we know."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__()
        self.words = words

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        known = f"{name}-words"
        field = super().render(name, value, {**(attrs or {}), "list": known}, renderer)
        options = format_html_join(
            "",
            '<option value="{}">{}</option>',
            [(word, text) for word, text in self.words.items()],
        )
        return format_html('{}<datalist id="{}">{}</datalist>', field, known, options)


def day_input() -> forms.DateInput:
    """A day, chosen from the browser's calendar."""
    return forms.DateInput({"type": "date"})
