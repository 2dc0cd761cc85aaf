"""Exchange rates: roubles a unit, by the day they hold from."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from shipments.api.base import ApiListView, listed
from shipments.rates.filters import RateFilter
from shipments.rates.models import ExchangeRate
from shipments.rates.queries import all_rates


class RateOut(serializers.Serializer):
    currency = serializers.CharField()
    day = serializers.DateField()
    roubles = serializers.SerializerMethodField(help_text="For one unit, as a decimal")
    source: Any = serializers.CharField()

    def get_roubles(self, rate: ExchangeRate) -> str:
        short = f"{rate.roubles:.6f}"
        return short if Decimal(short) == rate.roubles else f"{rate.roubles.normalize():f}"


class Rates(ApiListView):
    resource = "rates"
    serializer_class = RateOut
    filterset_class = RateFilter

    def rows(self) -> QuerySet[ExchangeRate]:
        return all_rates()

    @listed("rates", RateOut, "Rates, newest first")
    def get(self, request: Request) -> Response:
        """The Bank of Russia's rates as we keep them: roubles for one unit of the currency."""
        return self.page()
