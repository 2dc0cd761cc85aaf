"""One filter each of consolidations and bags for the API and the pages."""

from django_filters import CharFilter, ChoiceFilter, FilterSet

from shipments.consolidation.models import Bag, Consolidation
from shipments.moments import DayFilter


class ConsolidationFilter(FilterSet):
    """`flight` is a flight's number such as U6999, `day` its local day of departure."""

    status = ChoiceFilter(choices=Consolidation.Status.choices)
    channel = CharFilter("flight__channel__code", max_length=20)
    flight = CharFilter("flight__number", lookup_expr="iexact", max_length=8)
    day = DayFilter("flight__day")

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
