"""How the channel is doing, in one line for anybody: flights on time, the usual days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import F

from shipments.estimates.queries import usual_hours
from shipments.estimates.window import ORDER
from shipments.flights.models import Channel, Leg

A_WEEK = timedelta(days=7)
# So much later a flight still counts as on time, as airlines count.
GRACE = timedelta(minutes=15)
KEPT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Health:
    """Flights that left in the last seven days, how many of them on time; the median in days."""

    flights: int
    on_time: int
    days: int | None


def channel_health(*, at: datetime) -> Health:
    """The health of the open channels; all processes keep it for five minutes."""
    return cache.get_or_set("channel-health", lambda: _measured(at), KEPT_SECONDS) or _measured(at)


def _measured(at: datetime) -> Health:
    left = Leg.objects.filter(actual_departure__gt=at - A_WEEK, actual_departure__lte=at)
    on_time = left.filter(actual_departure__lte=F("planned_departure") + GRACE)
    return Health(left.count(), on_time.count(), _days())


def _days() -> int | None:
    """The medians of the stages, added up; of several channels the middle one."""
    sums = []
    for pk in Channel.objects.filter(is_open=True).order_by("pk").values_list("pk", flat=True):
        usual = usual_hours(pk)
        if all(stage in usual for stage in ORDER):
            sums.append(sum(usual[stage].p50 for stage in ORDER) / 24)
    return round(median(sums)) if sums else None
