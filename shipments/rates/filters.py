"""One filter of rates."""

from django_filters import CharFilter, DateFilter, FilterSet

from shipments.rates.models import ExchangeRate


class RateFilter(FilterSet):
    currency = CharFilter(lookup_expr="iexact", max_length=3)
    day_from = DateFilter("day", lookup_expr="gte")
    day_to = DateFilter("day", lookup_expr="lte")

    class Meta:
        model = ExchangeRate
        fields = ()
