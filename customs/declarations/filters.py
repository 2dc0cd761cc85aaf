"""Filters of the two queues of the customs desk."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customs.declarations.models import (
    EXPORT_WORK,
    IMPORT_WORK,
    ExportDeclaration,
    ImportLine,
)
from shipments.moments import MomentFilter
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
from shipments.parcels.queries import numbered, split_numbers
from shipments.tracking.filters import in_consolidation, on_flight

MODES = [("9610", "9610"), ("1210", "1210"), ("9810", "9810")]
WAITING = [("12", _("12 hours")), ("24", _("a day")), ("72", _("three days")), ("168", _("a week"))]


class QueueFilter(django_filters.FilterSet):
    """What both queues can be narrowed by; what cannot be read finds nothing.

    `flight` is a flight's number and local day such as U6999-20261104, `waiting` the least hours a
    parcel has waited in its status; `at` is the moment the page is shown.
    """

    since = ""
    consolidation = django_filters.CharFilter(
        method="by_consolidation", label=_("MAWB"), max_length=12
    )
    flight = django_filters.CharFilter(method="by_flight", label=_("Flight"), max_length=17)
    mode = django_filters.ChoiceFilter("export_declaration__mode", choices=MODES, label=_("Mode"))
    waiting = django_filters.ChoiceFilter(
        method="by_age", choices=WAITING, label=_("Waits at least")
    )
    numbers = django_filters.CharFilter(
        method="by_numbers", label=_("Numbers, pasted in any manner"), max_length=40_000
    )

    class Meta:
        model = Parcel
        fields: list[str] = []

    def __init__(self, *args: Any, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.at = at

    @property
    def qs(self) -> QuerySet[Parcel]:
        return super().qs if self.is_valid() else self.queryset.none()

    def by_numbers(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(numbered(split_numbers(value)))

    def by_consolidation(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return in_consolidation(rows, value)

    def by_flight(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return on_flight(rows, value)

    def by_age(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(**{f"{self.since}__lte": self.at - timedelta(hours=int(value))})


def _choices(words: list[str], labels: list) -> list:
    return [(word, label) for word, label in labels if word in words]


class ExportQueueFilter(QueueFilter):
    since = "export_at"
    status = django_filters.ChoiceFilter(
        "export_clearance",
        choices=_choices(EXPORT_WORK, ExportClearance.choices),
        label=_("Status"),
    )


class ImportQueueFilter(QueueFilter):
    since = "import_at"
    status = django_filters.ChoiceFilter(
        "import_clearance",
        choices=_choices(IMPORT_WORK, ImportClearance.choices),
        label=_("Status"),
    )


class DeclarationFilter(django_filters.FilterSet):
    """Of export declarations: by status, mode, the parcel's number, the time of filing."""

    status = django_filters.ChoiceFilter(choices=ExportDeclaration.Status.choices)
    mode = django_filters.CharFilter(max_length=4)
    parcel = django_filters.CharFilter("parcel__number", max_length=32)
    filed_after = MomentFilter("filed_at", lookup_expr="gte")
    filed_before = MomentFilter("filed_at", lookup_expr="lt")

    class Meta:
        model = ExportDeclaration
        fields = ()


class LineFilter(django_filters.FilterSet):
    """Of lines of import registries: by consolidation, latest decision, the parcel's number."""

    consolidation = django_filters.CharFilter("registry__consolidation__mawb", max_length=12)
    decision = django_filters.CharFilter(max_length=10)
    parcel = django_filters.CharFilter("parcel__number", max_length=32)

    class Meta:
        model = ImportLine
        fields = ()
