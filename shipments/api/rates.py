"""Exchange rates: roubles a unit, by the day they hold from."""

from rest_framework import serializers

from shipments.api.base import ApiListView, listed
from shipments.rates.filters import RateFilter
from shipments.rates.queries import all_rates


class RateOut(serializers.Serializer):
    currency = serializers.CharField()
    day = serializers.DateField()
    roubles = serializers.SerializerMethodField(help_text="For one unit, as a decimal")
    source = serializers.CharField()

    def get_roubles(self, rate) -> str:
        exact = rate.roubles.normalize()
        return f"{exact:f}" if exact.as_tuple().exponent < -6 else f"{exact:.6f}"


class Rates(ApiListView):
    resource = "rates"
    serializer_class = RateOut
    filterset_class = RateFilter

    def rows(self):
        return all_rates()

    @listed("rates", RateOut, "Rates, newest first")
    def get(self, request):
        """The Bank of Russia's rates as we keep them: roubles for one unit of the currency."""
        return self.page()
