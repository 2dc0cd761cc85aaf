"""One filter of flights for the API and the pages."""

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from shipments.flights.models import Flight, Leg
from shipments.moments import DayFilter


class FlightFilter(FilterSet):
    """`status` is that of the first leg."""

    channel = CharFilter("channel__code", max_length=20)
    number = CharFilter("number", lookup_expr="iexact", max_length=8)
    day_from = DayFilter("day", lookup_expr="gte")
    day_to = DayFilter("day", lookup_expr="lte")
    status = ChoiceFilter(method="in_status", choices=Leg.Status.choices)

    class Meta:
        model = Flight
        fields = ("channel", "number", "day_from", "day_to", "status")

    def in_status(self, rows: QuerySet[Flight], name: str, value: str) -> QuerySet[Flight]:
        return rows.filter(pk__in=Leg.objects.filter(sequence=1, status=value).values("flight"))
