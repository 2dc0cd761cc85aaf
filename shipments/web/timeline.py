"""Journeys shaped for a reader: language, the clock of the place, plain rows for templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from shipments.journeys.queries import PublicJourney, Stage
from shipments.journeys.reasons import words_of
from shipments.moments import (
    IN_FIGURES,
    day_of,
    later_by,
    local_day,
    offset_of,
    short_day_of,
    zone_named,
)
from shipments.parcels.models import Parcel
from shipments.tracking.queries import StoryLine, story

# How late news must come to be told so: to who works on a parcel, to its buyer.
LATE, LATE_FOR_BUYERS = timedelta(hours=1), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One line of a story in the reader's language, on the clock of the place.

    `clock` is empty where no hour was named; `offset` says which clock it is, as UTC+8; `late` how
    much later it was told.
    """

    text: str
    day: str
    clock: str
    offset: str
    iso: str
    place: str
    reason: str
    recorded: str = ""
    late: str = ""

    @property
    def when(self) -> str:
        """Day, hour and which clock that is, in one line."""
        return f"{self.day}, {self.clock} {self.offset}" if self.clock else self.day


def present_line(
    line: StoryLine, language: str, *, at: datetime, both_clocks: bool = False
) -> TimelineRow:
    """A story line as text at the moment `at`; staff and sellers also read when we learnt of it."""
    local = line.happened_at.astimezone(zone_named(line.zone))
    text, reason = words_of(line, language)
    return TimelineRow(
        text=text,
        day=local_day(local, language, at=at),
        clock="" if line.day_only else f"{local.hour:02}:{local.minute:02}",
        offset=offset_of(local),
        iso=local.date().isoformat() if line.day_only else local.isoformat(),
        place=line.place_name(language),
        reason=reason,
        recorded=_recorded(line, language, at) if both_clocks else "",
        late=_late(line, both_clocks=both_clocks),
    )


def _late(line: StoryLine, *, both_clocks: bool) -> str:
    """How much later it was told, where that is worth a word."""
    worth = LATE if both_clocks else LATE_FOR_BUYERS
    if line.day_only or line.recorded_at - line.happened_at < worth:
        return ""
    later = {"time": later_by(line.happened_at, line.recorded_at)}
    if both_clocks:
        return gettext("told %(time)s later") % later
    return gettext("we were told of it %(time)s later") % later


def present_story(
    parcel: Parcel, language: str, *, at: datetime, known_at: datetime | None = None
) -> list[TimelineRow]:
    """All that happened to a parcel for who works on it, newest first, with both clocks.

    What flight and airline both tell of a moment is told once, as it was heard first. With
    `known_at` what was recorded later is left out.
    """
    known = [item for item in story(parcel) if known_at is None or item.recorded_at <= known_at]
    lines = {(item.code, item.happened_at, item.reason): item for item in reversed(known)}
    return [present_line(line, language, at=at, both_clocks=True) for line in lines.values()]


def _recorded(line: StoryLine, language: str, at: datetime) -> str:
    day = short_day_of(line.recorded_at, line.zone, language, at=at)
    return f"{day} {line.recorded_at.astimezone(zone_named(line.zone)):%H:%M}"


def present_window(journey: PublicJourney) -> dict[str, str] | None:
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


def story_of(lines: Iterable[TimelineRow]) -> SafeString:
    """A story by day as a list in HTML. Written here, not in a template: it is our hottest loop.

    `js/clocks.js` writes the reader's own clock beside those of the places.
    """
    days = "".join(_present_day(day, found) for day, found in groupby(lines, attrgetter("day")))
    yours = escape(gettext("yours"))
    return mark_safe(f'<ol class="story" reversed data-yours="{yours}">{days}</ol>')


def _present_day(day: str, lines: Iterable[TimelineRow]) -> str:
    return f'<li class="day"><b>{day}</b><ol>{"".join(map(_present_item, lines))}</ol></li>'


def _present_item(row: TimelineRow) -> str:
    text = f"{row.text} — {row.reason}" if row.reason else row.text
    recorded = f"{gettext('recorded')} {row.recorded}" if row.recorded else ""
    place = " · ".join(part for part in (row.place, recorded, row.late) if part)
    return (
        f'<li><span class="when">{_present_clock(row)}</span>'
        f'<span>{_escaped(text)}<span class="place">{_escaped(place)}</span></span></li>'
    )


# The same few texts and places stand in all stories.
_escaped = lru_cache(maxsize=4096)(escape)


def _present_clock(row: TimelineRow) -> str:
    """The hour with its zone; nothing where only the day is known."""
    if not row.clock:
        return ""
    return f'<time datetime="{row.iso}">{row.clock}</time> <small>{row.offset}</small>'


def stages_of(journey: PublicJourney) -> SafeString:
    """The eight stages as a list in HTML, with the day of entry on the clock of its place."""
    language = get_language() or "ru"
    items = "".join(_stage_item(stage, journey, language) for stage in journey.stages)
    return mark_safe(f'<ol class="stages">{items}</ol>')


def _stage_item(stage: Stage, journey: PublicJourney, language: str) -> str:
    here = ' aria-current="step"' if stage.state == "current" else ""
    when = _entered(stage.at, stage.zone, journey, language) if stage.at else ""
    return f'<li class="{stage.state}"{here}>{_escaped(stage.text)}{when}</li>'


def _entered(moment: datetime, zone: str, journey: PublicJourney, language: str) -> str:
    local = moment.astimezone(zone_named(zone))
    day = local_day(local, language, at=journey.at, formats=IN_FIGURES)
    return f' <time datetime="{local.isoformat()}">{day}</time>'
