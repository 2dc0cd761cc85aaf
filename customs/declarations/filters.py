"""Filters of the two queues of the customs desk."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxInput, TextInput
from django.utils.translation import gettext_lazy as _

from customs.declarations.models import (
    ExportDeclaration,
    ImportLine,
)
from customs.terms.queries import due_by, terms_of
from shipments.moments import MomentFilter
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel, ParcelItem
from shipments.parcels.queries import numbered, split_numbers
from shipments.tracking.filters import in_consolidation, on_flight

MODES = [("9610", "9610"), ("1210", "1210"), ("9810", "9810")]
DUE = [("0", _("overdue")), ("4", _("within 4 hours")), ("24", _("within a day"))]
WAITING = [("12", _("12 hours")), ("24", _("a day")), ("72", _("three days")), ("168", _("a week"))]


# The desk's page lists the authority's codes with their words.
CODES_LISTED = {"list": "codes", "autocomplete": "off"}


class QueueFilter(django_filters.FilterSet):
    """What both queues can be narrowed by; what cannot be read finds nothing.

    `flight` is a flight's number and local day such as U6999-20261104, `waiting` the least hours a
    parcel has waited in its status, `due` the hours in which the authority's term ends, `goods` the
    first digits of the goods' code, `receipt` the authority's latest code; `at` is the moment the
    page is shown.
    """

    side = since = track = goods_code = ""
    consolidation = django_filters.CharFilter(
        method="by_consolidation", label=_("MAWB"), max_length=12
    )
    flight = django_filters.CharFilter(method="by_flight", label=_("Flight"), max_length=17)
    mode = django_filters.ChoiceFilter(
        "export_declaration__mode", choices=MODES, label=_("Mode"), empty_label=_("all")
    )
    waiting = django_filters.ChoiceFilter(
        method="by_age", choices=WAITING, label=_("Waiting for at least"), empty_label=_("any time")
    )
    due = django_filters.ChoiceFilter(
        method="by_term", choices=DUE, label=_("Deadline"), empty_label=_("any time")
    )
    seller = django_filters.CharFilter(
        "seller__code", lookup_expr="iexact", max_length=20, label=_("Seller's code")
    )
    goods = django_filters.CharFilter(
        method="by_goods", max_length=10, label=_("Goods' code begins with")
    )
    value_from = django_filters.NumberFilter(
        "value_rub", lookup_expr="gte", label=_("Value from, ₽"), max_value=10**12
    )
    value_to = django_filters.NumberFilter(
        "value_rub", lookup_expr="lte", label=_("Value to, ₽"), max_value=10**12
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

    def by_term(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        terms = terms_of(self.side, at=self.at)
        ends = self.at + timedelta(hours=int(value))
        return rows.filter(due_by(terms, self.track, self.since, ends))

    def by_goods(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        product = f"line__product__{self.goods_code}__startswith"
        return rows.filter(pk__in=ParcelItem.objects.filter(**{product: value}).values("parcel"))

    def by_age(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(**{f"{self.since}__lte": self.at - timedelta(hours=int(value))})


def _choices(words: Sequence[str], labels: list) -> list:
    return [(word, label) for word, label in labels if word in words]


class ExportQueueFilter(QueueFilter):
    side, since, track, goods_code = "export", "export_at", "export_clearance", "hs_code"
    receipt = django_filters.CharFilter(
        "export_declaration__last_receipt",
        max_length=10,
        label=_("Latest code of customs"),
        widget=TextInput(attrs=CODES_LISTED),
    )
    status = django_filters.ChoiceFilter(
        "export_clearance",
        choices=_choices(ExportClearance.AT_DESK, ExportClearance.choices),
        label=_("Status"),
        empty_label=_("all"),
    )


class ImportQueueFilter(QueueFilter):
    side, since, track, goods_code = "import", "import_at", "import_clearance", "tnved_code"
    receipt = django_filters.CharFilter(
        method="by_decision",
        max_length=10,
        label=_("Latest code of customs"),
        widget=TextInput(attrs=CODES_LISTED),
    )
    person = django_filters.BooleanFilter(
        method="by_person", label=_("Duty needs a person"), widget=CheckboxInput
    )
    status = django_filters.ChoiceFilter(
        "import_clearance",
        choices=_choices(ImportClearance.AT_DESK, ImportClearance.choices),
        label=_("Status"),
        empty_label=_("all"),
    )

    free = django_filters.BooleanFilter(
        method="by_freedom", label=_("Without what is held"), widget=CheckboxInput
    )

    def by_freedom(self, rows: QuerySet[Parcel], name: str, value: bool) -> QuerySet[Parcel]:
        return rows.filter(held=False) if value else rows

    def by_decision(self, rows: QuerySet[Parcel], name: str, value: str) -> QuerySet[Parcel]:
        return rows.filter(pk__in=ImportLine.objects.filter(decision=value).values("parcel"))

    def by_person(self, rows: QuerySet[Parcel], name: str, value: bool) -> QuerySet[Parcel]:
        waiting = ImportLine.objects.filter(needs_person=True).values("parcel")
        return rows.filter(pk__in=waiting) if value else rows


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
