"""Journeys shaped for a reader: language, the clock of the place, plain rows for templates."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format

from shipments.journeys.queries import PublicJourney
from shipments.tracking.queries import StoryLine


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One line of a story in the reader's language, on the clock of the place."""

    text: str
    day: str
    clock: str
    iso: str
    place: str
    reason: str
    recorded: str = ""


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def told_line(line: StoryLine, language: str, *, both_clocks: bool = False) -> ToldLine:
    """A story line as text; staff and sellers also read when we learnt of it."""
    local = line.happened_at.astimezone(_zone(line.zone))
    recorded = line.recorded_at.astimezone(_zone(line.zone)) if both_clocks else None
    return ToldLine(
        text=line.text(language),
        day=date_format(local, "j E" if language != "zh-hans" else "n月j日"),
        clock=f"{local:%H:%M}",
        iso=local.isoformat(),
        place=line.place_name(language),
        reason=line.reason or "",
        recorded=f"{recorded:%d.%m %H:%M}" if recorded else "",
    )


def told_stages(journey: PublicJourney) -> list[dict[str, Any]]:
    """The eight stages with the day of entry on the destination's clock."""
    zone = _zone(journey.zone)
    return [
        {
            "text": stage.text,
            "state": stage.state,
            "at": f"{stage.at.astimezone(zone):%d.%m}" if stage.at else "",
            "iso": stage.at.isoformat() if stage.at else "",
        }
        for stage in journey.stages
    ]


def told_window(journey: PublicJourney) -> dict[str, str] | None:
    """The window as days on the destination's clock."""
    if journey.window is None:
        return None
    zone = _zone(journey.zone)
    first, last = journey.window.earliest.astimezone(zone), journey.window.latest.astimezone(zone)
    return {"first": _day(first), "last": _day(last)}


def _day(moment: datetime) -> str:
    return date_format(moment, "MONTH_DAY_FORMAT")
