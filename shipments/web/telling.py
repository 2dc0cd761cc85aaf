"""Journeys shaped for a reader: language, the clock of the place, plain rows for templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby
from operator import attrgetter

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from shipments.journeys.queries import PublicJourney, Stage
from shipments.journeys.reasons import words_of
from shipments.moments import IN_FIGURES, day_of, local_day, short_day_of, zone_named
from shipments.parcels.models import Parcel
from shipments.tracking.queries import StoryLine, story


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


def told_line(
    line: StoryLine, language: str, *, at: datetime, both_clocks: bool = False
) -> ToldLine:
    """A story line as text at the moment `at`; staff and sellers also read when we learnt of it."""
    local = line.happened_at.astimezone(zone_named(line.zone))
    text, reason = words_of(line, language)
    return ToldLine(
        text=text,
        day=local_day(local, language, at=at),
        clock=f"{local.hour:02}:{local.minute:02}",
        iso=local.isoformat(),
        place=line.place_name(language),
        reason=reason,
        recorded=_recorded(line, language, at) if both_clocks else "",
    )


def told_story(
    parcel: Parcel, language: str, *, at: datetime, known_at: datetime | None = None
) -> list[ToldLine]:
    """All that happened to a parcel for who works on it, newest first, with both clocks.

    What flight and airline both tell of a moment is told once, as it was heard first. With
    `known_at` what was recorded later is left out.
    """
    known = [one for one in story(parcel) if known_at is None or one.recorded_at <= known_at]
    lines = {(one.code, one.happened_at, one.reason): one for one in reversed(known)}
    return [told_line(line, language, at=at, both_clocks=True) for line in lines.values()]


def _recorded(line: StoryLine, language: str, at: datetime) -> str:
    day = short_day_of(line.recorded_at, line.zone, language, at=at)
    return f"{day} {line.recorded_at.astimezone(zone_named(line.zone)):%H:%M}"


def told_window(journey: PublicJourney) -> dict[str, str] | None:
    """The window as days on the destination's clock."""
    if journey.window is None:
        return None
    language = get_language() or "ru"
    first, last = journey.window.earliest, journey.window.latest
    return {
        "first": day_of(first, journey.zone, language, at=journey.at),
        "last": day_of(last, journey.zone, language, at=journey.at),
    }


def on_clock(moment: datetime, zone: str) -> datetime:
    """A moment as the clock on the wall of a zone shows it, for templates: without a zone."""
    return moment.astimezone(zone_named(zone)).replace(tzinfo=None)


def story_of(lines: Iterable[ToldLine]) -> SafeString:
    """A story by day as a list in HTML. Written here, not in a template: it is our hottest loop."""
    days = "".join(_told_day(day, found) for day, found in groupby(lines, attrgetter("day")))
    return mark_safe(f'<ol class="story" reversed>{days}</ol>')


def _told_day(day: str, lines: Iterable[ToldLine]) -> str:
    return f'<li class="day"><b>{day}</b><ol>{"".join(map(_told_item, lines))}</ol></li>'


def _told_item(one: ToldLine) -> str:
    text = f"{one.text} — {one.reason}" if one.reason else one.text
    recorded = f"{gettext('recorded')} {one.recorded}" if one.recorded else ""
    place = " · ".join(part for part in (one.place, recorded) if part)
    return (
        f'<li><span class="when"><time datetime="{one.iso}">{one.clock}</time></span>'
        f'<span>{escape(text)}<span class="place">{escape(place)}</span></span></li>'
    )


def stages_of(journey: PublicJourney) -> SafeString:
    """The eight stages as a list in HTML, with the day of entry on the destination's clock."""
    language = get_language() or "ru"
    items = "".join(_stage_item(stage, journey, language) for stage in journey.stages)
    return mark_safe(f'<ol class="stages">{items}</ol>')


def _stage_item(stage: Stage, journey: PublicJourney, language: str) -> str:
    here = ' aria-current="step"' if stage.state == "current" else ""
    when = _entered(stage.at, journey, language) if stage.at else ""
    return f'<li class="{stage.state}"{here}>{escape(stage.text)}{when}</li>'


def _entered(moment: datetime, journey: PublicJourney, language: str) -> str:
    local = moment.astimezone(zone_named(journey.zone))
    day = local_day(local, language, at=journey.at, formats=IN_FIGURES)
    return f' <time datetime="{local.isoformat()}">{day}</time>'
