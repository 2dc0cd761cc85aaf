"""Keeping the rates of a day, once: what orders have frozen is never changed behind them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotFound
from shipments.rates.listed import Listed, Rate, RowFault
from shipments.rates.models import ExchangeRate, RateCorrection, RefusedRate
from shipments.rates.reading import is_banks_own, read_list
from shipments.sentences import say

CBR = "CBR"
# The bank tells the next working day's rate; after holidays that is some days ahead.
AHEAD = timedelta(days=14)
FIRST = date(1992, 7, 1)


class Reader(Protocol):
    """What makes a list of rates of a file."""

    def __call__(self, content: bytes, *, currency: str) -> Listed: ...


@dataclass(slots=True)
class Kept:
    """What came of a list: rates that are new, that were known so, and rows refused with why."""

    added: list[ExchangeRate] = field(default_factory=list)
    repeated: int = 0
    refused: list[RowFault] = field(default_factory=list)


def load_rates(
    *,
    content: bytes,
    name: str,
    by: Actor,
    at: datetime,
    currency: str = "",
    read: Reader = read_list,
) -> Kept:
    """Keep the rates of a file: the bank's list of a day or of a currency, or a table (CSV).

    `currency` says whose a dynamic list is, where its own ID does not. A broken row loses only
    itself; it is kept with its reason. `read` is given by who must not parse a file himself.
    Raises BadMessage, or what `read` raises, for a file that is no list of rates.
    """
    by.require(Role.FINANCE)
    source = CBR if is_banks_own(content) else f"file {name}"[:40]
    listed = read(content, currency=currency)
    return save_rates(listed=listed, source=source, by=by, at=at, name=name)


@transaction.atomic
def save_rates(
    *, listed: Listed, by: Actor, at: datetime, source: str = CBR, name: str = CBR
) -> Kept:
    """Keep rates of days that have none yet.

    - The same figure again is repeated; another one for a day that has one is refused and kept
      with why: only `correct_rate` puts it in its place.
    - What is in force only weeks from now, or before there was such a rouble, is refused.
    """
    by.require(Role.FINANCE, Role.PLANNER)
    kept = Kept(refused=list(listed.faults))
    fresh: dict[tuple[str, date], Rate] = {}
    known = _known(listed.rates)
    for rate in listed.rates:
        key = (rate.currency, rate.day)
        stands = known.get(key) or (fresh[key].roubles if key in fresh else None)
        if not FIRST <= rate.day <= (at + AHEAD).date():
            _refuse(kept, rate, say("is no day that rates are known of yet"))
        elif stands is None:
            fresh[key] = rate
        elif stands == rate.roubles:
            kept.repeated += 1
        else:
            _refuse(
                kept,
                rate,
                say("this day has %(rub)s ₽ already; correct it with a reason", rub=_plain(stands)),
            )
    kept.added = ExchangeRate.objects.bulk_create(
        (
            ExchangeRate(currency=row.currency, day=row.day, roubles=row.roubles, source=source)
            for row in fresh.values()
        ),
        ignore_conflicts=True,
        batch_size=5_000,
    )
    _keep_refused(kept.refused, name, by, at)
    return kept


def _known(rates: Sequence[Rate]) -> dict[tuple[str, date], Decimal]:
    days = {rate.day for rate in rates}
    if not days:
        return {}
    rows = ExchangeRate.objects.filter(
        currency__in={rate.currency for rate in rates}, day__range=(min(days), max(days))
    )
    return {
        (currency, day): rub
        for currency, day, rub in rows.values_list("currency", "day", "roubles")
    }


def _refuse(kept: Kept, rate: Rate, why: object) -> None:
    reason = say("%(currency)s of %(day)s: %(why)s.", currency=rate.currency, day=rate.day, why=why)
    kept.refused.append(RowFault(0, f"{rate.currency} {rate.day} {_plain(rate.roubles)}", reason))


def _plain(roubles: Decimal) -> str:
    return f"{roubles.normalize():f}"


def _keep_refused(faults: Sequence[RowFault], name: str, by: Actor, at: datetime) -> None:
    rows = [
        RefusedRate(
            source=name[:80],
            line=fault.line,
            text=fault.text,
            reason=fault.reason,
            by=by.name[:80],
            recorded_at=at,
        )
        for fault in faults
    ]
    RefusedRate.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


@transaction.atomic
def correct_rate(
    *, currency: str, day: date, roubles: Decimal, reason: str, by: Actor, at: datetime
) -> RateCorrection | None:
    """Put another figure in the place of a day's rate; what stood, who and why are kept.

    What was priced by the old one keeps it. Returns None where the figure stands already. Raises
    NotFound for a day without a rate of its own, BadInput without a reason or for no figure.
    """
    by.require(Role.FINANCE)
    if not reason.strip():
        raise BadInput("no_reason", say("Say why the rate is corrected."), {"reason": ""})
    if not 0 < roubles < 10**8:
        text = say("A rate is roubles for one unit, above nothing.")
        raise BadInput("bad_number", text, {"roubles": str(roubles)})
    row = ExchangeRate.objects.select_for_update().filter(currency=currency, day=day).first()
    if row is None:
        text = say("%(currency)s has no rate of %(day)s.", currency=currency, day=day)
        raise NotFound("no_rate", text)
    if row.roubles == roubles:
        return None
    correction = RateCorrection.objects.create(
        currency=currency,
        day=day,
        old_roubles=row.roubles,
        new_roubles=roubles,
        old_source=row.source,
        reason=reason.strip()[:300],
        by=by.name[:80],
        happened_at=at,
    )
    row.roubles, row.source = roubles, f"corrected by {by.name}"[:40]
    row.save(update_fields=["roubles", "source"])
    return correction
