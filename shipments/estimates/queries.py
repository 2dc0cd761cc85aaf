"""Reads of stage times."""

from functools import lru_cache
from time import monotonic

from shipments.estimates.models import StageTime
from shipments.estimates.window import Hours

ENOUGH = 30
KEPT_SECONDS = 60


def usual_hours(channel_id: int, region: str = "") -> dict[str, Hours]:
    """Hours by stage for a channel; a region's own measure wins where it is well founded.

    They are measured a few times a day, so a process keeps them for a minute.
    """
    return _kept(channel_id, region, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1024)
def _kept(channel_id: int, region: str, minute: int) -> dict[str, Hours]:
    rows = StageTime.objects.filter(channel_id=channel_id, region__in={"", region})
    found: dict[str, Hours] = {}
    for row in rows.order_by("region"):
        if row.region == "" or row.n >= ENOUGH:
            found[row.stage] = Hours(row.p50_hours, row.p90_hours)
    return found


def forget() -> None:
    """Let the next reader ask the table again."""
    _kept.cache_clear()
