"""The window in which a parcel will come. Pure: stage times and the flight in, two days out."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shipments.parcels.models import Headline

ORDER = [stage for stage in Headline if stage != Headline.DELIVERED]
BEFORE_FLIGHT = {Headline.ACCEPTED, Headline.AT_HARBIN, Headline.EXPORT_CUSTOMS}


@dataclass(frozen=True, slots=True)
class Hours:
    """How long a stage usually takes: half the parcels within p50, nine in ten within p90 hours."""

    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class Window:
    """Half of such parcels come by `earliest`, nine in ten by `latest`."""

    earliest: datetime
    latest: datetime


def _left(hours: Hours, passed: float) -> Hours:
    """What is left of a stage after `passed` hours; an overdue stage may go on for its spread."""
    spread = max(hours.p90 - hours.p50, 1.0)
    p50 = max(hours.p50 - passed, 0.1 * spread)
    return Hours(p50, max(hours.p90 - passed, p50 + 0.5 * spread))


def window(
    *,
    stage: Headline,
    since: datetime,
    at: datetime,
    usual: Mapping[str, Hours],
    lands_at: datetime | None = None,
) -> Window | None:
    """The window of arrival at the buyer's door, or None where a stage's times are not known.

    `usual` maps each stage to its hours; `lands_at` is the arrival of the flight it is booked on.
    Medians add up; spreads of independent stages add up in squares.
    """
    if stage == Headline.DELIVERED:
        return None
    start, ahead = at, ORDER[ORDER.index(stage) :]
    passed = (at - since).total_seconds() / 3600
    if lands_at is not None and (stage in BEFORE_FLIGHT or stage == Headline.IN_FLIGHT):
        start, ahead = max(at, lands_at), ORDER[ORDER.index(Headline.IN_RUSSIA) :]
        passed = 0.0
    if any(flight not in usual for flight in ahead):
        return None
    parts = [_left(usual[ahead[0]], passed), *(usual[flight] for flight in ahead[1:])]
    median = sum(part.p50 for part in parts)
    spread = math.sqrt(sum((part.p90 - part.p50) ** 2 for part in parts))
    return Window(start + timedelta(hours=median), start + timedelta(hours=median + spread))
