"""Journeys shaped for a reader: language, the clock of the place, plain rows for templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from shipments.journeys.queries import PublicJourney, Stage
from shipments.moments import day_of
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
        clock=f"{local.hour:02}:{local.minute:02}",
        iso=local.isoformat(),
        place=line.place_name(language),
        reason=line.reason or "",
        recorded=f"{recorded:%d.%m %H:%M}" if recorded else "",
    )


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


def on_clock(moment: datetime, zone: str) -> datetime:
    """A moment as the clock on the wall of a zone shows it, for templates: without a zone."""
    return moment.astimezone(_zone(zone)).replace(tzinfo=None)


def story_of(lines: Iterable[ToldLine]) -> SafeString:
    """A story as a list in HTML. Written here and not in a template: it is our hottest loop."""
    return mark_safe(f'<ol class="story" reversed>{"".join(map(_told_item, lines))}</ol>')


def _told_item(one: ToldLine) -> str:
    text = f"{one.text} — {one.reason}" if one.reason else one.text
    recorded = f"{gettext('recorded')} {one.recorded}" if one.recorded else ""
    place = " · ".join(part for part in (one.place, recorded) if part)
    return (
        f'<li><span class="when"><time datetime="{one.iso}">{one.day}<br>{one.clock}</time></span>'
        f'<span>{escape(text)}<span class="place">{escape(place)}</span></span></li>'
    )


def stages_of(journey: PublicJourney) -> SafeString:
    """The eight stages as a list in HTML, with the day of entry on the destination's clock."""
    zone = _zone(journey.zone)
    items = "".join(_stage_item(stage, zone) for stage in journey.stages)
    return mark_safe(f'<ol class="stages">{items}</ol>')


def _stage_item(stage: Stage, zone: ZoneInfo) -> str:
    here = ' aria-current="step"' if stage.state == "current" else ""
    local = stage.at.astimezone(zone) if stage.at else None
    when = (
        f' <time datetime="{local.isoformat()}">{local.day:02}.{local.month:02}</time>'
        if local
        else ""
    )
    return f'<li class="{stage.state}"{here}>{escape(stage.text)}{when}</li>'
