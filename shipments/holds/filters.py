"""One filter of holds for the API and the pages."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter

from shipments import clock
from shipments.filter_widgets import ALL
from shipments.holds.models import Hold

SCOPES: dict[str, Any] = {
    "parcel": _("Parcel"),
    "order": _("Order"),
    "bag": _("Bag"),
    "uld": _("ULD"),
    "consolidation": _("MAWB"),
}


class HoldFilter(FilterSet):
    """`scope` is what is held, `by` who placed it, `days` for how many days it stands at least."""

    status = ChoiceFilter(choices=Hold.Status.choices, label=_("Status"), empty_label=None)
    scope = ChoiceFilter(
        choices=list(SCOPES.items()),
        method="of_scope",
        label=_("What is held"),
        empty_label=ALL,
    )
    reason = ChoiceFilter(choices=Hold.Reason.choices, label=_("Reason"), empty_label=ALL)
    by = CharFilter(field_name="placed_by", max_length=80, label=_("Placed by"))
    days = NumberFilter(
        method="older_than",
        min_value=0,
        max_value=3650,
        decimal_places=0,
        label=_("Stands at least, days"),
    )

    class Meta:
        model = Hold
        fields = ("status", "reason")

    def of_scope(self, rows: QuerySet[Hold], name: str, value: str) -> QuerySet[Hold]:
        return rows.filter(**{f"{value}__isnull": False})

    def older_than(self, rows: QuerySet[Hold], name: str, value: int) -> QuerySet[Hold]:
        return rows.filter(placed_at__lte=clock.now() - timedelta(days=int(value)))
