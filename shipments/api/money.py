"""Amounts as the API writes them: text with two decimals, and the currency beside it."""

from decimal import Decimal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class MoneyOut(serializers.Serializer):
    amount = serializers.CharField(help_text="Two decimals, such as 1290.00")
    currency = serializers.CharField(help_text="RUB or CNY")


@extend_schema_field(MoneyOut)
class Roubles(serializers.ReadOnlyField):
    """A column of roubles."""

    def to_representation(self, value: Decimal) -> dict[str, str]:
        return {"amount": f"{value:.2f}", "currency": "RUB"}


@extend_schema_field(MoneyOut)
class Yuan(serializers.ReadOnlyField):
    """A column of yuan."""

    def to_representation(self, value: Decimal) -> dict[str, str]:
        return {"amount": f"{value:.2f}", "currency": "CNY"}
