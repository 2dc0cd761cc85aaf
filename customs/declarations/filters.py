"""Filters of the two queues of the customs desk."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customs.declarations.models import EXPORT_WORK, IMPORT_WORK
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
from shipments.parcels.queries import numbered, split_numbers


class QueueFilter(django_filters.FilterSet):
    """What both queues can be narrowed by."""

    numbers = django_filters.CharFilter(method="by_numbers", label=_("Numbers, pasted in any manner"))
    consolidation = django_filters.CharFilter(method="by_consolidation", label=_("MAWB"))

    class Meta:
        model = Parcel
        fields: list[str] = []

    def by_numbers(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(numbered(split_numbers(value)))

    def by_consolidation(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(containments__consolidation__mawb=value.strip())


def _choices(words: list[str], labels: list) -> list:
    return [(word, label) for word, label in labels if word in words]


class ExportQueueFilter(QueueFilter):
    status = django_filters.ChoiceFilter(
        "export_clearance", choices=_choices(EXPORT_WORK, ExportClearance.choices), label=_("Status")
    )


class ImportQueueFilter(QueueFilter):
    status = django_filters.ChoiceFilter(
        "import_clearance", choices=_choices(IMPORT_WORK, ImportClearance.choices), label=_("Status")
    )
