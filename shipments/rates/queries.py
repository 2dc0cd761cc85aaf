"""Which rate holds on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import QuerySet

from shipments.errors import NotFound
from shipments.rates.models import ExchangeRate, RateCorrection, RefusedRate
from shipments.sentences import say

# The latest rate on or before each day, else the first known after it: two steps in the index.
_ON = """
SELECT t.currency, t.asked, r.day, r.roubles, r.source
  FROM unnest(%s::text[], %s::date[]) AS t(currency, asked)
 CROSS JOIN LATERAL (
    (SELECT e.day, e.roubles, e.source, 0 AS later FROM shipments_exchangerate e
      WHERE e.currency = t.currency AND e.day <= t.asked ORDER BY e.day DESC LIMIT 1)
    UNION ALL
    (SELECT e.day, e.roubles, e.source, 1 AS later FROM shipments_exchangerate e
      WHERE e.currency = t.currency AND e.day > t.asked ORDER BY e.day LIMIT 1)
    ORDER BY later LIMIT 1) r
"""


@dataclass(frozen=True, slots=True)
class DayRate:
    """Roubles for one unit of a currency on the day `asked`, by the rate of `day`."""

    currency: str
    asked: date
    day: date
    roubles: Decimal
    source: str

    @property
    def is_later(self) -> bool:
        """Whether no rate of the day or before it is known: it is that of a later day."""
        return self.day > self.asked


class RateTable:
    """The rates of some currencies on some days, asked for in one query."""

    def __init__(self, wanted: Iterable[tuple[str, date]]) -> None:
        pairs = sorted(set(wanted))
        currencies, days = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        with connection.cursor() as cursor:
            cursor.execute(_ON, [currencies, days])
            found = [DayRate(*row) for row in cursor.fetchall()]
        self._rows = {(item.currency, item.asked): item for item in found}

    def on(self, currency: str, day: date) -> DayRate:
        """The latest rate on or before the day, else the first known after it. Raises NotFound."""
        found = self._rows.get((currency, day))
        if found is None:
            text = say("There is no exchange rate of %(currency)s yet.", currency=currency)
            raise NotFound("no_rate", text)
        return found


def rate_on(currency: str, day: date) -> DayRate:
    """One currency's rate for a day; for many days build a RateTable once."""
    return RateTable([(currency, day)]).on(currency, day)


def all_rates() -> QuerySet[ExchangeRate]:
    """Every rate, newest first; rates are no secret."""
    return ExchangeRate.objects.order_by("-day", "-pk")


def latest_refusals(limit: int = 100) -> list[RefusedRate]:
    """The rates that were refused last, with why."""
    return list(RefusedRate.objects.order_by("-pk")[:limit])


def latest_corrections(limit: int = 50) -> list[RateCorrection]:
    """The rates that somebody has corrected, the last first."""
    return list(RateCorrection.objects.order_by("-pk")[:limit])
