"""One filter of holds for the API and the pages."""

from datetime import timedelta

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter

from shipments import clock
from shipments.holds.models import SUBJECTS, Hold


class HoldFilter(FilterSet):
    """`scope` is what is held, `by` who placed it, `days` for how many days it stands at least."""

    status = ChoiceFilter(choices=Hold.Status.choices)
    reason = ChoiceFilter(choices=Hold.Reason.choices)
    scope = ChoiceFilter(choices=[(name, name) for name in SUBJECTS], method="of_scope")
    by = CharFilter(field_name="placed_by", max_length=80)
    days = NumberFilter(method="older_than", min_value=0, max_value=3650, decimal_places=0)

    class Meta:
        model = Hold
        fields = ("status", "reason")

    def of_scope(self, rows: QuerySet[Hold], name: str, value: str) -> QuerySet[Hold]:
        return rows.filter(**{f"{value}__isnull": False})

    def older_than(self, rows: QuerySet[Hold], name: str, value: int) -> QuerySet[Hold]:
        return rows.filter(placed_at__lte=clock.now() - timedelta(days=int(value)))
