"""How deliveries go: how many a day, and how many days from payment to the door."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Count, ExpressionWrapper, F, FloatField, fields
from django.db.models.functions import Coalesce, Extract, TruncDate

from shipments.actor import Actor
from shipments.dashboards.cached import PAST, kept
from shipments.parcels.models import Movement, Parcel

DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """Parcels delivered on a day; half of them took up to `p50` days, nine in ten up to `p90`."""

    day: date
    count: int = 0
    p50: float | None = None
    p90: float | None = None


class _Quantile(Aggregate):
    """The value below which a share of the others lie."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def delivered_days(actor: Actor, *, at: datetime, zone: str) -> list[Day]:
    """The last DAYS days on the clock of a zone, oldest first; a day without deliveries counts."""
    today = at.astimezone(ZoneInfo(zone)).date()
    found = kept("delivered", actor, lambda: _found(actor, at, zone), of=today, longer=PAST)
    days = [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    return [found.get(day, Day(day)) for day in days]


def _found(actor: Actor, at: datetime, zone: str) -> dict[date, Day]:
    since = at - timedelta(days=DAYS)
    rows = Parcel.objects.visible_to(actor).filter(
        movement=Movement.DELIVERED, movement_at__gt=since, movement_at__lte=at
    )
    took = ExpressionWrapper(
        F("movement_at") - Coalesce("order__paid_at", "order__ordered_at"),
        output_field=fields.DurationField(),
    )
    days = ExpressionWrapper(Extract(took, "epoch") / 86_400.0, output_field=FloatField())
    told = (
        rows.order_by()
        .values_list(TruncDate("movement_at", tzinfo=ZoneInfo(zone)))
        .annotate(n=Count("pk"), p50=_Quantile(days, share=0.5), p90=_Quantile(days, share=0.9))
    )
    return {row[0]: Day(*row) for row in told}
