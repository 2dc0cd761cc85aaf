"""One filter of flights for the API and the pages."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.forms import Select
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from shipments.filter_widgets import ALL, day_input
from shipments.flights.models import Channel, Flight, Leg
from shipments.moments import DayFilter


def channel_select() -> Select:
    """The channels that there are; a query may name another and finds nothing."""
    return Select(choices=CallableChoiceIterator(_channel_codes))


def _channel_codes() -> Iterator[tuple[str, Any]]:
    yield "", ALL
    yield from Channel.objects.order_by("code").values_list("code", "code")


class FlightFilter(FilterSet):
    """`status` is that of the first leg."""

    day_from = DayFilter("day", lookup_expr="gte", label=_("From day"), widget=day_input())
    day_to = DayFilter("day", lookup_expr="lte", label=_("To day"), widget=day_input())
    channel = CharFilter(
        "channel__code", max_length=20, label=_("Channel"), widget=channel_select()
    )
    status = ChoiceFilter(
        method="in_status", choices=Leg.Status.choices, label=_("Status"), empty_label=ALL
    )
    number = CharFilter("number", lookup_expr="iexact", max_length=8, label=_("Flight"))

    class Meta:
        model = Flight
        fields = ("channel", "number", "day_from", "day_to", "status")

    def in_status(self, rows: QuerySet[Flight], name: str, value: str) -> QuerySet[Flight]:
        return rows.filter(pk__in=Leg.objects.filter(sequence=1, status=value).values("flight"))
