"""A parcel's journey for its readers: stages, story, window, and what the buyer must do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import get_language, override

from shipments.catalogue.models import Product
from shipments.estimates.queries import usual_hours
from shipments.estimates.window import BEFORE_FLIGHT, ORDER, Hours, Window, window
from shipments.event_codes import EventCode
from shipments.journeys.last_mile import LastMile, last_mile_of
from shipments.journeys.onward import Onward, onward
from shipments.journeys.reasons import held_for, was_rebooked
from shipments.journeys.situation import (
    LEFT_BEHIND,
    MOVES_THE_WINDOW,
    NO_DAY,
    OPEN_END,
    situation_of,
)
from shipments.journeys.stages import stage_entries
from shipments.parcels.models import Flag, Headline, ImportClearance, Movement, Parcel, ParcelItem
from shipments.tracking.projection import Happening
from shipments.tracking.queries import (
    StoryLine,
    Tracked,
    stories,
    tracked,
    tracked_by_ids,
    tracked_by_numbers,
)
from shipments.tracking.stage import flag_of, stage_of


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the eight stages: `state` is done, current or ahead; `at` the first entry, if any.

    `zone` is that of the place where it was entered.
    """

    code: str
    text: str
    state: str
    at: datetime | None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stage that is under way or still to come, and how long it usually takes."""

    code: str
    text: str
    usual: Hours


@dataclass(frozen=True, slots=True)
class PublicJourney:
    """All that anyone with the number may know: no name, no address, no contents.

    `tale` is the word of `journeys.tales`, `held_for` the word of the reason where it is held.
    `changes` is what moved the window, newest first, `ahead` the stages from the present one on
    with their usual times, `region` the first three digits of the postal code, `zone` that of the
    buyer's place, `flown` the share of the flight that lies behind, `last_mile` who brings it.
    `at` is when it was asked for: days of another year are told with their year.

    `action` is the code of what somebody must do now ("pay_duty", "give_documents", "pick_up") and
    `action_by` who ("buyer"); both empty where nobody needs to do anything.
    """

    parcel_id: int
    number: str
    headline: str
    headline_text: str
    flag: str
    flag_text: str
    stages: tuple[Stage, ...]
    events: tuple[StoryLine, ...]
    window: Window | None
    action: str
    action_by: str
    zone: str
    channel_code: str
    situation: str
    held_for: str
    changes: tuple[StoryLine, ...]
    ahead: tuple[Ahead, ...]
    region: str
    flown: float
    at: datetime
    last_mile: LastMile | None = None


COURIERS_DAY = timedelta(hours=20)
ACTIONS: dict[str, str] = {
    ImportClearance.DUTY_DUE: "pay_duty",
    ImportClearance.DOCUMENTS_REQUIRED: "give_documents",
}


def parcel_by_token(token: str) -> Parcel | None:
    """The parcel of a buyer's link."""
    rows = Parcel.objects.select_related(
        "channel__destination", "channel__customs_carrier", "order__receiver", "seller"
    )
    return rows.filter(token=token).first()


def public_journey(number: str, *, at: datetime) -> PublicJourney | None:
    """The journey of a tracking number, or None where there is no such parcel."""
    return public_journeys([number], at=at).get(number)


def public_journeys(numbers: Iterable[str], *, at: datetime) -> dict[str, PublicJourney]:
    """The journeys of tracking numbers as they were typed; what names no parcel is left out.

    Two queries, however many; one more where parcels were left behind by a flight.
    """
    found = tracked_by_numbers(numbers)
    told = _journeys({tracked.pk: tracked for tracked in found.values()}, at)
    return {number: told[tracked.pk] for number, tracked in found.items()}


def journey_of(parcel: Parcel, *, at: datetime) -> PublicJourney:
    """A parcel's journey for the public: three queries at most."""
    return _journeys({parcel.pk: tracked(parcel)}, at)[parcel.pk]


def journeys_of(parcel_ids: Sequence[int], *, at: datetime) -> dict[int, PublicJourney]:
    """The journeys of many by id, in the language of today; two queries, however many."""
    return _journeys(tracked_by_ids(parcel_ids), at)


def _journeys(parcels: dict[int, Tracked], at: datetime) -> dict[int, PublicJourney]:
    if not parcels:
        return {}
    lines = stories(list(parcels))
    behind = [
        pk for pk, tracked in parcels.items() if tracked.lands_at is None and _is_behind(lines[pk])
    ]
    landings = onward(behind, left_at=at, at=at) if behind else {}
    return {
        pk: _journey(tracked, lines[pk], landings.get(pk), at) for pk, tracked in parcels.items()
    }


def _is_behind(lines: list[StoryLine]) -> bool:
    """Whether some flight left without it; whether that is still so its tale tells."""
    return any(line.code in LEFT_BEHIND for line in lines)


def _journey(
    parcel: Tracked, lines: list[StoryLine], next_landing: Onward | None, at: datetime
) -> PublicJourney:
    stage, flag = stage_of(parcel), flag_of(parcel)
    entered = stage_entries(Happening(line.code, line.happened_at) for line in lines)
    action = ACTIONS.get(parcel.import_clearance, "") if flag == Flag.ACTION_NEEDED else ""
    if parcel.movement == Movement.READY_FOR_PICKUP:
        action = "pick_up"
    told = _once_each(lines)
    situation = _fresh(situation_of(parcel, told[::-1]), parcel.movement_at, at)
    if situation == EventCode.OFFLOADED and was_rebooked(told):
        situation = "rebooked"
    aside = flag in ASIDE or situation in NO_DAY
    lands_at = _lands_at(parcel, situation, next_landing)
    days = None if aside or situation in OPEN_END else _window(parcel, stage, entered, lands_at, at)
    return PublicJourney(
        parcel_id=parcel.pk,
        number=parcel.number,
        headline=stage.value,
        headline_text=labels(get_language() or "ru")[stage.value],
        flag=flag.value,
        flag_text=labels(get_language() or "ru")[flag.value],
        stages=tuple(_stages(_farthest(stage, flag, entered), entered, _clocks(lines))),
        events=told,
        window=days,
        action=action,
        action_by="buyer" if action else "",
        zone=parcel.zone,
        channel_code=parcel.channel_code,
        situation=situation,
        held_for=held_for(lines) if parcel.held else "",
        changes=_changes(told) if days else (),
        ahead=() if aside else _ahead(parcel, stage),
        region=parcel.region,
        flown=_flown(parcel, entered, at),
        at=at,
        last_mile=last_mile_of(situation, parcel.number, parcel.last_mile_number, told),
    )


def _fresh(situation: str, since: datetime, at: datetime) -> str:
    """A courier who set out yesterday does not come today; he is on the way."""
    is_old = situation == Movement.OUT_FOR_DELIVERY and at - since > COURIERS_DAY
    return Movement.HANDED_OVER if is_old else situation


def _once_each(lines: list[StoryLine]) -> tuple[StoryLine, ...]:
    """Public lines, newest first; what flight and airline both tell of a moment is read once.

    What customs or its officer wrote may name a person: it is for the buyer, not for a number.
    """
    told = {(line.code, line.happened_at): line for line in reversed(lines) if line.is_public}
    return tuple(
        replace(item, reason="") if item.reason and item.is_customs_s else item
        for item in told.values()
    )


def _changes(told: tuple[StoryLine, ...]) -> tuple[StoryLine, ...]:
    """What moved the window; a delay speaks for the change of the estimate that came with it."""
    moved = [line for line in told if line.code in MOVES_THE_WINDOW]
    named = {line.happened_at for line in moved if line.code != EventCode.ESTIMATE_CHANGED}
    return tuple(
        line
        for line in moved
        if line.code != EventCode.ESTIMATE_CHANGED or line.happened_at not in named
    )


def _ahead(parcel: Tracked, stage: Headline) -> tuple[Ahead, ...]:
    if stage == Headline.DELIVERED:
        return ()
    usual = usual_hours(parcel.channel_id, parcel.region)
    words = labels(get_language() or "ru")
    left = ORDER[ORDER.index(stage) :]
    return tuple(
        Ahead(item.value, words[item.value], usual[item]) for item in left if item in usual
    )


def _flown(parcel: Tracked, entered: dict[Headline, datetime], at: datetime) -> float:
    """The share of the flight behind it, between 0 and 1; half where the landing is not known."""
    since = entered.get(Headline.IN_FLIGHT)
    if since is None or parcel.lands_at is None or parcel.lands_at <= since:
        return 0.5
    return min(max((at - since) / (parcel.lands_at - since), 0.0), 1.0)


@lru_cache(maxsize=8)
def labels(language: str) -> dict[str, str]:
    """The words of stages and flags in a language."""
    with override(language):
        return {item.value: str(item.label) for item in (*Headline, *Flag)}


ASIDE = {Flag.LOST, Flag.DESTROYED, Flag.RETURNED, Flag.RETURNING, Flag.CANCELLED}


def _farthest(now: Headline, flag: Flag, entered: dict[Headline, datetime]) -> Headline:
    """How far it came; what is lost or on its way back once stood farther than its statuses say."""
    return max([now, *entered], key=list(Headline).index) if flag in ASIDE else now


def _clocks(lines: list[StoryLine]) -> dict[datetime, str]:
    """On which clock each moment of the story stands."""
    return {line.happened_at: line.zone for line in lines}


def _stages(
    now: Headline, entered: dict[Headline, datetime], clocks: dict[datetime, str]
) -> list[Stage]:
    """The stages with their entries; one that was passed in an instant began with the next.

    What lies ahead was not entered, whatever late news of an earlier try said.
    """
    words = labels(get_language() or "ru")
    reached, found, later = list(Headline).index(now), [], None
    for index, stage in reversed(list(enumerate(Headline))):
        moment = None if index > reached else entered.get(stage)
        if index < reached:
            moment = moment or later
        zone = clocks[moment] if moment else "UTC"
        state = _state(index, reached)
        found.append(Stage(stage.value, words[stage.value], state, moment, zone))
        later = moment
    return found[::-1]


def _state(index: int, reached: int) -> str:
    if index == reached:
        return "done" if index == len(Headline) - 1 else "current"
    return "done" if index < reached else "ahead"


def _lands_at(parcel: Tracked, situation: str, next_landing: Onward | None) -> datetime | None:
    """The landing of its flight; of one that was left behind, that of the flight it takes next."""
    if parcel.lands_at or situation not in LEFT_BEHIND or next_landing is None:
        return parcel.lands_at
    return next_landing.after


def _window(
    parcel: Tracked,
    stage: Headline,
    entered: dict[Headline, datetime],
    lands_at: datetime | None,
    at: datetime,
) -> Window | None:
    """The window of delivery, by the flight the parcel takes and by usual stage times."""
    if stage == Headline.DELIVERED:
        return None
    usual = usual_hours(parcel.channel_id, parcel.region)
    lands = lands_at if stage in BEFORE_FLIGHT or stage == Headline.IN_FLIGHT else None
    since = entered.get(stage, parcel.movement_at)
    return window(stage=stage, since=since, at=at, usual=usual, lands_at=lands)


def local(window_: Window, zone: str) -> Window:
    """The same window on the clock of a zone."""
    place = ZoneInfo(zone)
    return Window(window_.earliest.astimezone(place), window_.latest.astimezone(place))


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods in a parcel, as its buyer reads it."""

    name: str
    quantity: int


def contents_of(parcel: Parcel, language: str) -> list[Goods]:
    """What lies in a parcel, in the reader's language where the seller named it so."""
    return goods_of(Parcel.objects.filter(pk=parcel.pk), language)


def goods_in(parcel_ids: Sequence[int], language: str) -> dict[int, list[Goods]]:
    """What lies in each of many parcels, by their ids; one query."""
    items = ParcelItem.objects.filter(parcel__in=parcel_ids).order_by("pk")
    found: dict[int, list[Goods]] = {pk: [] for pk in parcel_ids}
    for item in items.select_related("line__product"):
        found[item.parcel_id].append(Goods(_name(item.line.product, language), item.quantity))
    return found


def goods_of(parcels: QuerySet[Parcel], language: str) -> list[Goods]:
    """What lies in parcels; one query."""
    items = ParcelItem.objects.filter(parcel__in=parcels).order_by("pk")
    rows = items.select_related("line__product")
    return [Goods(_name(item.line.product, language), item.quantity) for item in rows]


def _name(product: Product, language: str) -> str:
    first = {"zh": product.name_zh, "ru": product.name_ru}.get(language[:2], product.name_en)
    return first or product.name_ru or product.name_en or product.name_zh or product.sku
