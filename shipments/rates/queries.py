"""Which rate holds on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from shipments.errors import NotFound
from shipments.rates.models import ExchangeRate


class RateTable:
    """The rates of some currencies, read once; a day's rate is carried until the next one."""

    def __init__(self, currencies: Iterable[str]) -> None:
        rows = ExchangeRate.objects.filter(currency__in=list(currencies)).order_by("day")
        self._rows: dict[str, list[ExchangeRate]] = {}
        for row in rows:
            self._rows.setdefault(row.currency, []).append(row)

    def on(self, currency: str, day: date) -> ExchangeRate:
        """The latest rate on or before the day, else the earliest known. Raises NotFound."""
        rows = self._rows.get(currency)
        if not rows:
            raise NotFound("no_rate", f"There is no exchange rate of {currency} yet.")
        before = [row for row in rows if row.day <= day]
        return before[-1] if before else rows[0]


def rate_on(currency: str, day: date) -> ExchangeRate:
    """One currency's rate for a day; for many rows build a RateTable once."""
    return RateTable([currency]).on(currency, day)


def all_rates() -> QuerySet[ExchangeRate]:
    """Every rate, newest first; rates are no secret."""
    return ExchangeRate.objects.order_by("-day", "-pk")
