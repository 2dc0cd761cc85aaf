"""One filter of rates."""

from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from shipments.filter_widgets import day_input
from shipments.moments import DayFilter
from shipments.rates.models import ExchangeRate


class RateFilter(FilterSet):
    currency = CharFilter(lookup_expr="iexact", max_length=3, label=_("Currency"))
    day_from = DayFilter("day", lookup_expr="gte", label=_("Day from"), widget=day_input())
    day_to = DayFilter("day", lookup_expr="lte", label=_("Day to"), widget=day_input())

    class Meta:
        model = ExchangeRate
        fields = ()
