"""Why something happened, in a plain sentence: our own words for reasons are no reader's words."""

from collections.abc import Sequence
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shipments.event_codes import EventCode
from shipments.flights.reasons import FlightReason, OffloadReason
from shipments.holds.models import Hold
from shipments.tracking.queries import StoryLine

_HOLDS: dict[str, Promise] = {
    "customs": _("customs wants to look at the parcel"),
    "documents": _("papers are missing, and the shop is getting them"),
    "security": _("the parcel is going through a security check"),
    "damage": _("the parcel is damaged and is being looked at"),
    "seller": _("the shop asked to wait"),
    "address": _("the address is not clear, and the shop is finding out"),
}
_UNKNOWN = _("a question about the parcel is being cleared up")
_RETOLD = {
    EventCode.HOLD_PLACED,
    EventCode.HOLD_RELEASED,
    EventCode.OFFLOADED,
    EventCode.DELAYED,
    EventCode.ESTIMATE_CHANGED,
}
# A parcel left its consolidation for a reason that says all that there is to say.
_TOLD_BY_ITSELF: dict[str, Promise] = {
    OffloadReason.HELD: _("Stays in Harbin until a question is cleared up"),
    OffloadReason.ANOTHER_FLIGHT: _("Goes by another flight"),
}
_SLOWER = _("Delivery takes longer than usual")


@lru_cache(maxsize=64)
def why_held(reason: str, language: str) -> str:
    """The reason of a hold as a sentence; one that is not known says so in general."""
    with override(language):
        return str(_HOLDS.get(reason, _UNKNOWN))


def words_of(line: StoryLine, language: str) -> tuple[str, str]:
    """What happened and why, for a reader."""
    reason = line.reason or ""
    if line.code not in _RETOLD:
        return line.text(language), reason
    if line.code == EventCode.HOLD_PLACED:
        return line.text(language), why_held(reason, language)
    if line.code == EventCode.HOLD_RELEASED:
        return line.text(language), _label(reason, language)
    if line.in_delivery:
        return _in(language, _SLOWER), reason
    if line.code == EventCode.OFFLOADED and reason in _TOLD_BY_ITSELF:
        return _in(language, _TOLD_BY_ITSELF[reason]), ""
    return line.text(language), _chosen(line.code, reason, language)


def _chosen(code: str, reason: str, language: str) -> str:
    """A reason chosen from our list in the reader's words; what somebody wrote stays as it is."""
    chosen = OffloadReason if code == EventCode.OFFLOADED else FlightReason
    return _in(language, chosen(reason).label) if reason in chosen.values else reason


def was_rebooked(lines: Sequence[StoryLine]) -> bool:
    """Whether the latest offload was a planner's move to another flight; of news, newest first."""
    left = next((line for line in lines if line.code == EventCode.OFFLOADED), None)
    return left is not None and left.reason == OffloadReason.ANOTHER_FLIGHT


def held_for(lines: list[StoryLine]) -> str:
    """The reason of the latest hold that stands, by its word; of a story, oldest first."""
    standing: list[str] = []
    for line in lines:
        if line.code == EventCode.HOLD_PLACED:
            standing.append(line.reason or "")
        elif line.code == EventCode.HOLD_RELEASED and line.reason in standing:
            standing.remove(line.reason)
    return standing[-1] if standing else ""


@lru_cache(maxsize=64)
def _label(reason: str, language: str) -> str:
    """The word of the list of holds, so that it is plain which of several ended."""
    with override(language):
        return str(dict(Hold.Reason.choices).get(reason, ""))


def _in(language: str, words: Promise | str) -> str:
    with override(language):
        return str(words)
