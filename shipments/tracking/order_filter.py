"""The filter of orders with what their parcels' statuses add."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, ChoiceFilter

from shipments import clock
from shipments.filter_widgets import Tick, day_input
from shipments.moments import DayOrMomentFilter
from shipments.orders.filters import OrderFilter
from shipments.parcels.models import Parcel
from shipments.tracking.filters import STUCK, UNDECIDED, WORDS
from shipments.tracking.headline import in_headline
from shipments.tracking.lateness import late_orders


class OrderStageFilter(OrderFilter):
    """`stage` is a stage or a flag of any of the order's parcels; `stuck` has an open case.

    A day without a time begins on the clock that is active.
    """

    created_after = DayOrMomentFilter(
        "ordered_at", lookup_expr="gte", label=_("Ordered from"), widget=day_input()
    )
    created_before = DayOrMomentFilter(
        "ordered_at", lookup_expr="lt", label=_("Ordered before"), widget=day_input()
    )
    stage = ChoiceFilter(method="in_stage", choices=WORDS, label=_("Stage"), empty_label="—")
    stuck = BooleanFilter(method="is_stuck", label=_("Longer than usual"), widget=Tick)
    undecided = BooleanFilter(method="is_undecided", label=_("Refund not decided"), widget=Tick)
    late = BooleanFilter(method="is_late", label=_("Late"), widget=Tick)

    def in_stage(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Parcel.objects.filter(in_headline(value)).values("order"))

    def is_undecided(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        undecided = Parcel.objects.filter(UNDECIDED).values("order")
        return rows.filter(pk__in=undecided) if value else rows.exclude(pk__in=undecided)

    def is_late(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        late = late_orders(clock.now())
        return rows.filter(late) if value else rows.exclude(late)

    def is_stuck(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        stuck = Parcel.objects.filter(STUCK).values("order")
        return rows.filter(pk__in=stuck) if value else rows.exclude(pk__in=stuck)
