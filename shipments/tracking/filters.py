"""One filter of parcels for the API and the pages."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    FilterSet,
    MultipleChoiceFilter,
)

from shipments import clock
from shipments.cases.models import Case
from shipments.filter_widgets import ALL, OneOf, Tick, YesNo
from shipments.moments import MomentFilter
from shipments.parcels.models import (
    ExportClearance,
    Flag,
    Headline,
    ImportClearance,
    Movement,
    Parcel,
)
from shipments.parcels.queries import numbered, split_numbers
from shipments.tracking.headline import in_headline
from shipments.tracking.lateness import late_parcels
from shipments.tracking.models import Containment, carried

WORDS = [*Headline.choices, *(choice for choice in Flag.choices if choice[0])]
# Held up by the cause of an open case, and not moved on since.
STUCK = Q(
    held_up_by__done_at__isnull=True,
    held_up_by__case__status=Case.Status.OPEN,
    held_up_by__case__kind=Case.Kind.STUCK,
)
# Of an order that ended without reaching its buyer, whose money nobody has decided on.
UNDECIDED = Q(held_up_by__case__status=Case.Status.OPEN, held_up_by__case__kind=Case.Kind.MONEY)


class ParcelFilter(FilterSet):
    """`headline` is a stage or a flag; `search` takes up to 1,000 numbers, however separated."""

    movement = MultipleChoiceFilter(choices=Movement.choices, label=_("Status"), widget=OneOf)
    export_clearance = MultipleChoiceFilter(
        choices=ExportClearance.choices, label=_("Export customs"), widget=OneOf
    )
    import_clearance = MultipleChoiceFilter(
        choices=ImportClearance.choices, label=_("Import customs"), widget=OneOf
    )
    headline = ChoiceFilter(
        method="with_headline", choices=WORDS, label=_("Stage"), empty_label=ALL
    )
    held = BooleanFilter(label=_("On hold"))
    consolidation = CharFilter(method="in_consolidation", max_length=12, label=_("Waybill"))
    bag = CharFilter(method="in_bag", max_length=32, label=_("Bag"))
    flight = CharFilter(method="on_flight", max_length=17, label=_("Flight"))
    stuck = BooleanFilter(method="with_case", label=_("Longer than usual"), widget=Tick)
    late = BooleanFilter(method="is_late", label=_("Late"), widget=Tick)
    order = CharFilter("order__number", max_length=60, label=_("Order"))
    label_printed = BooleanFilter(
        "label_printed_at",
        lookup_expr="isnull",
        exclude=True,
        label=_("Label"),
        widget=YesNo(_("printed"), _("not printed yet")),
    )
    created_after = MomentFilter("created_at", lookup_expr="gte", label=_("Packed since"))
    created_before = MomentFilter("created_at", lookup_expr="lt", label=_("Packed before"))
    search = CharFilter(
        method="with_numbers",
        max_length=40_000,
        label=_("Numbers, up to 1,000"),
        help_text=_("Of parcels, orders or the last mile, with blanks or commas between"),
        widget=forms.Textarea({"rows": 1}),
    )

    class Meta:
        model = Parcel
        fields = ()

    def with_headline(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_headline(value))

    def in_consolidation(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return in_consolidation(rows, value)

    def in_bag(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=_inside(bag__number=value))

    def on_flight(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return on_flight(rows, value)

    def with_case(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        # In a query of its own: `exclude` alone would join an open case to another, closed one.
        stuck = Parcel.objects.filter(STUCK).values("pk")
        return rows.filter(pk__in=stuck) if value else rows.exclude(pk__in=stuck)

    def is_late(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = late_parcels(clock.now()).values("pk")
        return rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)

    def with_numbers(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(numbered(split_numbers(value)))


def in_consolidation(rows: QuerySet, mawb: str) -> QuerySet:
    """Those of the parcels that this master waybill carries or carried to its end."""
    return rows.filter(pk__in=_inside(consolidation__mawb=mawb))


def on_flight(rows: QuerySet, name: str) -> QuerySet:
    """Those of the parcels on a flight such as U6999-20261104; none for any other word."""
    number, _dash, day = name.partition("-")
    if len(day) != 8 or not (day.isascii() and day.isdigit()):
        return rows.none()
    year, month, date = int(day[:4]), int(day[4:6]), int(day[6:])
    flight = {
        "consolidation__flight__number": number,
        "consolidation__flight__day__year": year,
        "consolidation__flight__day__month": month,
        "consolidation__flight__day__day": date,
    }
    return rows.filter(pk__in=_inside(**flight)) if 2000 <= year <= 2100 else rows.none()


def _inside(**container: object) -> QuerySet:
    return Containment.objects.filter(carried(), **container).values("parcel")
