"""Filters of the two queues of the customs desk."""

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
from shipments.tracking.models import Containment


class QueueFilter(django_filters.FilterSet):
    """What both queues can be narrowed by."""

    numbers = django_filters.CharFilter(
        method="by_numbers", label=_("Numbers, pasted in any manner")
    )
    consolidation = django_filters.CharFilter(method="by_consolidation", label=_("MAWB"))

    class Meta:
        model = Parcel
        fields: list[str] = []

    def by_numbers(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(numbered(split_numbers(value)))

    def by_consolidation(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        inside = Containment.objects.filter(consolidation__mawb=value.strip())
        return rows.filter(pk__in=inside.values("parcel"))


def _choices(words: list[str], labels: list) -> list:
    return [(word, label) for word, label in labels if word in words]


class ExportQueueFilter(QueueFilter):
    status = django_filters.ChoiceFilter(
        "export_clearance",
        choices=_choices(EXPORT_WORK, ExportClearance.choices),
        label=_("Status"),
    )


class ImportQueueFilter(QueueFilter):
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
