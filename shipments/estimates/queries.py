"""Reads of stage times."""

from shipments.estimates.models import StageTime
from shipments.estimates.window import Hours

ENOUGH = 30


def usual_hours(channel_id: int, region: str = "") -> dict[str, Hours]:
    """Hours by stage for a channel; a region's own measure wins where it is well founded."""
    rows = StageTime.objects.filter(channel_id=channel_id, region__in={"", region})
    found: dict[str, Hours] = {}
    for row in rows.order_by("region"):
        if row.region == "" or row.n >= ENOUGH:
            found[row.stage] = Hours(row.p50_hours, row.p90_hours)
    return found
