"""Two manners of an admin page: looking at what is written by actions, repairing what is not."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest

# Written by Lifecycle.move and the fold alone.
STATUSES = frozenset({"status", "movement", "export_clearance", "import_clearance", "held"})
MOST = 10_000
ADDRESSES: dict[type[models.Field], Mapping[str, Any]] = {
    models.URLField: {"assume_scheme": "https"}
}


class ShortCount(Paginator):
    """Counts to ten thousand and no further: as quick at a million rows."""

    object_list: models.QuerySet

    @cached_property
    def count(self) -> int:
        return len(self.object_list.order_by().values_list("pk")[:MOST])


class RuledForm(forms.ModelForm):
    """What is changed by hand must be as the rules of its topic want it."""

    def checked(self, changed: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The values as they are kept, and the reason of each that is wrong, by field."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        values, faults = self.checked({n: given[n] for n in self.changed_data if n in given})
        for name, reason in faults.items():
            self.add_error(name, str(reason))
        return {**given, **values}


class Looking(admin.ModelAdmin):
    """What actions write: shown, never added, changed or deleted by hand."""

    show_full_result_count = False
    paginator = ShortCount
    list_per_page = 50
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    actions = None
    formfield_overrides = ADDRESSES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Repairing(Looking):
    """The fields in `repairs` can be changed; all others, statuses first of all, are shown."""

    repairs: ClassVar[tuple[str, ...]] = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        names = [field.name for field in self.model._meta.fields if field.name not in self.repairs]
        hidden = set(self.get_exclude(request, obj) or ())
        return [name for name in names if name not in hidden]


class Keeping(admin.ModelAdmin):
    """Reference rows kept by administrators: added and changed; deleted where nothing uses them."""

    show_full_result_count = False
    list_per_page = 100
    formfield_overrides = ADDRESSES

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields if field.name in STATUSES]
