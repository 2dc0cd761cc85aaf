"""Keeping the rates of a day, once: what orders have frozen is never changed behind them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.rates.cbr import Rate
from shipments.rates.models import ExchangeRate

CBR = "CBR"


@transaction.atomic
def save_rates(
    *, rates: Sequence[Rate], by: Actor, at: datetime, source: str = CBR
) -> list[ExchangeRate]:
    """Keep rates of days that have none yet; returns those that were new."""
    by.require(Role.FINANCE, Role.PLANNER)
    days = {rate.day for rate in rates}
    rows = ExchangeRate.objects.filter(day__in=days)
    known = set(rows.values_list("currency", "day"))
    fresh = [
        ExchangeRate(currency=one.currency, day=one.day, roubles=one.roubles, source=source)
        for one in rates
        if (one.currency, one.day) not in known
    ]
    return ExchangeRate.objects.bulk_create(fresh, ignore_conflicts=True)
