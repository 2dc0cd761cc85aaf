"""One filter each of consolidations and bags for the API and the pages."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from shipments.consolidation.models import Bag, Consolidation
from shipments.filter_widgets import ALL, day_input
from shipments.flights.filters import channel_select
from shipments.moments import DayFilter


class ConsolidationFilter(FilterSet):
    """`flight` is a flight's number such as U6999, `day` its local day of departure."""

    status = ChoiceFilter(choices=Consolidation.Status.choices, label=_("Status"), empty_label=ALL)
    channel = CharFilter(
        "flight__channel__code", max_length=20, label=_("Channel"), widget=channel_select()
    )
    flight = CharFilter("flight__number", lookup_expr="iexact", max_length=8, label=_("Flight"))
    day = DayFilter("flight__day", label=_("Day of departure"), widget=day_input())

    class Meta:
        model = Consolidation
        fields = ("status", "channel", "flight", "day")


class BagFilter(FilterSet):
    """`consolidation` is a MAWB, `uld` a ULD's number."""

    consolidation = CharFilter("consolidation__mawb", max_length=12)
    uld = CharFilter("uld__number", lookup_expr="iexact", max_length=11)

    class Meta:
        model = Bag
        fields = ("consolidation", "uld")
