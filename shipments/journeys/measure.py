"""Measuring how long each stage takes, from the parcels delivered lately."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import quantiles

from django.db import transaction

from shipments.actor import Actor, Role
from shipments.estimates.models import StageTime
from shipments.estimates.queries import ENOUGH, forget
from shipments.flights.models import Channel
from shipments.journeys.stages import stage_entries
from shipments.parcels.models import Headline, Movement, Parcel
from shipments.runs.apart import each
from shipments.tracking.histories import happenings_of

SAMPLE = 2_000
LATELY = timedelta(days=60)
Durations = dict[tuple[str, str], list[float]]


def refresh_stage_times(*, by: Actor, at: datetime) -> int:
    """Measure the stages of every channel anew; stages with thin data keep what they have."""
    by.require(Role.PLANNER)
    channels = Channel.objects.order_by("pk")
    return sum(each("refresh_estimates", channels, lambda channel: _refresh(channel, at), at=at))


def _refresh(channel: Channel, at: datetime) -> int:
    durations = _durations(channel, at)
    rows = [
        _stage_time(channel, stage, region, hours, at)
        for (stage, region), hours in sorted(durations.items())
        if len(hours) >= ENOUGH
    ]
    _save(rows)
    forget()
    return len(rows)


def _durations(channel: Channel, at: datetime) -> Durations:
    """Hours by (stage, region); the last mile is measured by region as well."""
    done = Parcel.objects.filter(
        channel=channel, movement=Movement.DELIVERED, movement_at__gt=at - LATELY
    )
    sample = dict(done.order_by("-movement_at").values_list("pk", "order__postal_code")[:SAMPLE])
    found: Durations = defaultdict(list)
    for parcel, happenings in happenings_of(list(sample)).items():
        entries = sorted(stage_entries(happenings).items(), key=lambda pair: pair[1])
        for (stage, entered), (_, left) in pairwise(entries):
            hours = (left - entered).total_seconds() / 3600
            found[stage, ""].append(hours)
            if stage == Headline.LAST_MILE and sample[parcel]:
                found[stage, sample[parcel][:3]].append(hours)
    return found


def _stage_time(
    channel: Channel, stage: str, region: str, hours: list[float], at: datetime
) -> StageTime:
    tenths = quantiles(hours, n=10, method="inclusive")
    return StageTime(
        channel=channel,
        stage=stage,
        region=region,
        p50_hours=tenths[4],
        p90_hours=tenths[8],
        n=len(hours),
        measured_at=at,
    )


@transaction.atomic
def _save(rows: list[StageTime]) -> None:
    StageTime.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["channel", "stage", "region"],
        update_fields=["p50_hours", "p90_hours", "n", "measured_at"],
    )
