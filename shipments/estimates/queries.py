"""Reads of stage times."""

from collections import defaultdict
from functools import lru_cache
from time import monotonic

from shipments.estimates.models import StageTime
from shipments.estimates.window import Hours

ENOUGH = 30
KEPT_SECONDS = 60


def usual_hours(channel_id: int, region: str = "") -> dict[str, Hours]:
    """Hours by stage for a channel; a region's own measure wins where it is well founded.

    They are measured a few times a day, so a process keeps them all for a minute.
    """
    return _kept(channel_id, region, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1024)
def _kept(channel_id: int, region: str, minute: int) -> dict[str, Hours]:
    measured = _measured(minute)
    return measured.get((channel_id, ""), {}) | measured.get((channel_id, region), {})


@lru_cache(maxsize=1)
def _measured(minute: int) -> dict[tuple[int, str], dict[str, Hours]]:
    """Every measure by channel and region; a few hundred rows, so one query reads them all."""
    found: dict[tuple[int, str], dict[str, Hours]] = defaultdict(dict)
    for row in StageTime.objects.all():
        if row.region == "" or row.n >= ENOUGH:
            found[row.channel_id, row.region][row.stage] = Hours(row.p50_hours, row.p90_hours)
    return dict(found)


def forget() -> None:
    """Let the next reader ask the table again."""
    _kept.cache_clear()
    _measured.cache_clear()
