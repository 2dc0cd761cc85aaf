"""Who is told by mail that a parcel comes later: by a day or more, and once for the same move."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.dateparse import parse_datetime

from shipments.event_codes import EventCode
from shipments.flights.models import Leg
from shipments.journeys.onward import onward
from shipments.journeys.situation import LEFT_BEHIND
from shipments.outbox.models import OutboxEvent
from shipments.tracking.models import Containment, Event

# A window that moves by less is told by the page, not by a letter.
WORTH_A_LETTER = timedelta(days=1)
# How such a notice's stage begins; what follows is the new landing, so each move is told once.
LATER = "later-"
Delay = tuple[datetime, datetime]


def later(news: OutboxEvent, parcels: Sequence[int], *, at: datetime) -> dict[str, list[int]]:
    """The parcels of a chunk that land a day or more later, by the stage of their notice."""
    topic = news.topic.partition(".")[2]
    if topic == EventCode.DELAYED and news.subject == "leg":
        return _delayed(news, parcels)
    return _left_behind(news, parcels, at) if topic in LEFT_BEHIND else {}


def stage_of_landing(moment: datetime) -> str:
    """The notice's stage for a landing, to the hour of UTC."""
    return f"{LATER}{moment:%y%m%d%H}"


def _left_behind(news: OutboxEvent, parcels: Sequence[int], at: datetime) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for parcel, lands in sorted(onward(parcels, left_at=news.happened_at, at=at).items()):
        if lands.after and lands.after - lands.before >= WORTH_A_LETTER:
            found[stage_of_landing(lands.after)].append(parcel)
    return found


def _delayed(news: OutboxEvent, parcels: Sequence[int]) -> dict[str, list[int]]:
    """Of a delayed last leg: whose landing moved a day or more since it was last told of it."""
    leg = Leg.objects.get(pk=news.subject_ids[0])
    delays = _delays(leg, news.happened_at)
    if not delays or Leg.objects.filter(flight=leg.flight_id, sequence__gt=leg.sequence).exists():
        return {}
    known = lru_cache(maxsize=None)(lambda since: _is_news(leg, delays, since))
    rows = Containment.objects.filter(
        parcel_id__in=parcels, consolidation__flight=leg.flight_id, since__lte=news.happened_at
    ).exclude(until__lte=news.happened_at)
    stages = rows.order_by("parcel_id").values_list("parcel_id", "since")
    told = [parcel for parcel, since in stages if known(since)]
    lands_at = delays[-1][1] + (leg.planned_arrival - leg.planned_departure)
    return {stage_of_landing(lands_at): told} if told else {}


def _delays(leg: Leg, until: datetime) -> list[Delay]:
    """The announced departures up to a moment, as (when it was said, the departure)."""
    rows = Event.objects.filter(leg=leg, code=EventCode.DELAYED, happened_at__lte=until)
    said = rows.order_by("happened_at", "pk").values_list("happened_at", "detail")
    moments = ((when, parse_datetime(detail.get("departure", ""))) for when, detail in said)
    return [(when, departure) for when, departure in moments if departure]


def _is_news(leg: Leg, delays: Sequence[Delay], since: datetime) -> bool:
    """Whether the last delay is news to who lies in the flight `since` then."""
    before = [departure for when, departure in delays if when < since]
    told, is_news = before[-1] if before else leg.planned_departure, False
    for departure in (departure for when, departure in delays if when >= since):
        is_news = departure - told >= WORTH_A_LETTER
        told = departure if is_news else told
    return is_news
