"""Journeys shaped for a reader: language, the clock of the place, plain rows for templates."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language

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
        day=day_of(local, language),
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
    language = get_language() or "ru"
    first, last = journey.window.earliest, journey.window.latest
    return {
        "first": day_of(first.astimezone(zone), language),
        "last": day_of(last.astimezone(zone), language),
    }


DAYS = {"zh-hans": "n月j日", "ru": "j E", "en": "j F"}


def day_of(local: datetime, language: str) -> str:
    """A day without the year, in the reader's habit: 5 ноября, 11月5日, 5 November."""
    return date_format(local.replace(tzinfo=None), DAYS.get(language, "j F"))


def on_clock(moment: datetime, zone: str) -> datetime:
    """A moment as the clock on the wall of a zone shows it, for templates: without a zone."""
    return moment.astimezone(_zone(zone)).replace(tzinfo=None)
