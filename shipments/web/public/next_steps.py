"""What usually happens next and how long it takes, in the reader's words."""

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext, override

from shipments.estimates.window import Hours
from shipments.journeys.queries import Ahead, PublicJourney
from shipments.journeys.situation import OPEN_END

# From so many hours on, days are told.
A_DAY_AND_A_HALF = 36


@dataclass(frozen=True, slots=True)
class Coming:
    """A stage that is under way or comes, with its usual time."""

    text: str
    usual: str
    is_now: bool


def coming(journey: PublicJourney) -> SafeString:
    """The stages from the present one on, as a card in HTML; empty where nothing comes."""
    is_stopped = bool(journey.action) or journey.situation in OPEN_END
    return _card(journey.ahead, get_language() or "ru", is_stopped=is_stopped)


@lru_cache(maxsize=1024)
def _card(stages: tuple[Ahead, ...], language: str, *, is_stopped: bool) -> SafeString:
    """Few cards differ, so a process keeps those it has rendered."""
    if not stages:
        return mark_safe("")
    ahead = [
        Coming(stage.text, _usual(stage, language, is_told=index > 0 or not is_stopped), index == 0)
        for index, stage in enumerate(stages)
    ]
    return mark_safe(get_template("public/_ahead.html").render({"ahead": ahead}))


def _usual(ahead: Ahead, language: str, *, is_told: bool) -> str:
    """What is stopped takes as long as it takes: its usual time says nothing."""
    return usual_time(ahead.usual, language) if is_told else ""


@lru_cache(maxsize=4096)
def usual_time(usual: Hours, language: str) -> str:
    """Half of the parcels take the first time, nine in ten no more than the second."""
    with override(language):
        if usual.p90 < A_DAY_AND_A_HALF:
            first, last = max(1, round(usual.p50)), max(1, round(usual.p90))
            unit = ngettext("%(n)s hour", "%(n)s hours", last) % {"n": _range(first, last)}
        else:
            first, last = max(1, round(usual.p50 / 24)), max(1, round(usual.p90 / 24))
            unit = ngettext("%(n)s day", "%(n)s days", last) % {"n": _range(first, last)}
        return gettext("usually %(time)s") % {"time": unit}


def _range(first: int, last: int) -> str:
    return f"{first}–{last}" if first < last else str(last)
