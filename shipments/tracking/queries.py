"""Reads of events: a parcel's story, made of its own events and those of its containers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform

from shipments.actor import Actor
from shipments.event_codes import EventCode
from shipments.moments import zone_named
from shipments.numbers.typed import normalised
from shipments.parcels.models import Movement, Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.containers import seen_events
from shipments.tracking.models import Event, UnmappedEvent
from shipments.tracking.places import UNKNOWN, name_of_place
from shipments.tracking.prepared_statements import prepared
from shipments.tracking.regions import zone_of_index
from shipments.tracking.tracks import Track

_SEEN = seen_events(
    "e.id, e.code, e.happened_at, e.zone, e.place, e.recorded_at, e.source, e.detail",
    own="shipments_event e WHERE e.parcel_id = ANY(%(parcels)s::bigint[])",
)
_STORIES = f"""
WITH lay AS (
    SELECT parcel_id, consolidation_id, uld_id, bag_id, since, until
      FROM shipments_containment WHERE parcel_id = ANY(%(parcels)s::bigint[])
), seen AS ({_SEEN})
SELECT parcel_id, code, happened_at, zone, place, recorded_at, source, detail->>'reason',
       coalesce(detail->>'place_text', detail->>'text', ''),
       coalesce(detail->>'day_only' = 'true', false)
  FROM seen ORDER BY parcel_id, happened_at, id
"""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What the public page needs of a parcel: statuses, channel, where it goes, its landing.

    `hub_zone` is the zone of the channel's end, `last_mile_number` the last mile's own number.
    """

    pk: int
    number: str
    last_mile_number: str
    movement: str
    movement_at: datetime
    export_clearance: str
    import_clearance: str
    held: bool
    channel_id: int
    channel_code: str
    hub_zone: str
    postal_code: str
    lands_at: datetime | None

    @property
    def zone(self) -> str:
        """The zone of the buyer's own place, as far as his postal index tells it."""
        return zone_of_index(self.postal_code) or self.hub_zone

    @property
    def region(self) -> str:
        """The first three digits of the postal index."""
        return self.postal_code[:3]


_TRACKED = """
SELECT p.id, p.number, p.last_mile_number, p.movement, p.movement_at, p.export_clearance,
       p.import_clearance, p.held, k.id, k.code, d.zone, o.postal_code, (
    SELECT coalesce(l.actual_arrival, l.estimated_arrival, l.planned_arrival)
      FROM shipments_containment c JOIN shipments_consolidation n ON n.id = c.consolidation_id
      JOIN shipments_leg l ON l.flight_id = n.flight_id
     WHERE c.parcel_id = p.id AND c.until IS NULL ORDER BY l.sequence DESC LIMIT 1)
  FROM shipments_parcel p JOIN shipments_order o ON o.id = p.order_id
  JOIN shipments_channel k ON k.id = p.channel_id JOIN shipments_place d ON d.id = k.destination_id
"""
_BY_NUMBERS = f"""{_TRACKED} WHERE p.id IN (
    SELECT id FROM shipments_parcel WHERE number = ANY(%(numbers)s::text[])
    UNION SELECT id FROM shipments_parcel
           WHERE last_mile_number = ANY(%(numbers)s::text[]) AND last_mile_number <> '')
"""
_BY_IDS = f"{_TRACKED} WHERE p.id = ANY(%(parcels)s::bigint[])"


def tracked_by_numbers(numbers: Iterable[str]) -> dict[str, Tracked]:
    """The parcels of tracking numbers as they were typed; our own number goes before others'.

    One query, however many; what names no parcel is left out.
    """
    wanted = {number: normalised(number) for number in numbers}
    asked = [name for name in set(wanted.values()) if name]
    found = [Tracked(*row) for row in prepared(_BY_NUMBERS, {"numbers": asked})] if asked else []
    by_name = {item.last_mile_number: item for item in found} | {
        item.number: item for item in found
    }
    return {
        each_name: by_name[name] for each_name, name in wanted.items() if name and name in by_name
    }


def tracked_by_ids(parcel_ids: Iterable[int]) -> dict[int, Tracked]:
    """The same of parcels by their ids; one query, however many."""
    rows = prepared(_BY_IDS, {"parcels": list(parcel_ids)})
    return {row[0]: Tracked(*row) for row in rows}


def tracked(parcel: Parcel) -> Tracked:
    """The same of a parcel at hand."""
    return tracked_by_ids([parcel.pk])[parcel.pk]


# Whose words stand beside an index: those of others may hold a name.
POST = "russian_post"
# From here on the last mile has it.
_DELIVERING = Movement.LAST_MILE


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event of a story. `happened_at` and `recorded_at` are aware; `zone` is the place's.

    `told_text` is what the partner said in his own words. `day_only` is true where he named no
    hour: of `happened_at` only the day counts. `in_delivery` marks a delay that the last mile
    tells of, and no flight.
    """

    code: str
    happened_at: datetime
    zone: str
    place: str
    recorded_at: datetime
    source: str
    reason: str | None = None
    told_text: str = ""
    day_only: bool = False
    in_delivery: bool = False

    def text(self, language: str) -> str:
        return CODES[self.code].text(language)

    def place_name(self, language: str) -> str:
        """The place's name; a bare postal index with the post's own words beside it."""
        named = name_of_place(self.place, language)
        is_bare = self.source == POST and named.isdecimal() and self.told_text
        return f"{named}, {self.told_text}" if is_bare else named

    @property
    def is_customs_s(self) -> bool:
        return CODES[self.code].track in (Track.EXPORT, Track.IMPORT)

    @property
    def is_public(self) -> bool:
        return CODES[self.code].public


def story(parcel: Parcel | Tracked) -> list[StoryLine]:
    """Everything that happened to the parcel, oldest first; one query."""
    return stories([parcel.pk])[parcel.pk]


def stories(parcels: Sequence[int]) -> dict[int, list[StoryLine]]:
    """The stories of parcels by their ids, each oldest first; one query, however many."""
    found: dict[int, list[StoryLine]] = {pk: [] for pk in parcels}
    for pk, *told in prepared(_STORIES, {"parcels": list(parcels)}):
        found[pk].append(StoryLine(*told))
    return {pk: _delays_named(_on_known_clocks(lines)) for pk, lines in found.items()}


def _delays_named(lines: list[StoryLine]) -> list[StoryLine]:
    """A delay after the last mile took over is the last mile's."""
    for index in [i for i, line in enumerate(lines) if line.code == EventCode.DELAYED]:
        if any(line.code in _DELIVERING for line in lines[:index]):
            lines[index] = replace(lines[index], in_delivery=True)
    return lines


def _on_known_clocks(lines: list[StoryLine]) -> list[StoryLine]:
    """What names no place, as a hold, stands on the clock of where the parcel was last told."""
    zone = next((line.zone for line in lines if line.zone != UNKNOWN), UNKNOWN)
    for index, line in enumerate(lines):
        zone = zone if line.zone == UNKNOWN else line.zone
        clock = _day_clock(line.happened_at, zone) if line.day_only else zone
        if clock != line.zone:
            lines[index] = replace(line, zone=clock)
    return lines


def _day_clock(midnight: datetime, zone: str) -> str:
    """The zone in which a day without an hour begins: that of the place, else the post's own."""
    local = midnight.astimezone(zone_named(zone))
    return "Europe/Moscow" if local.hour or local.minute else zone


def unmapped_events(actor: Actor) -> QuerySet[UnmappedEvent]:
    """What waits for a person to say what it means, newest first; for staff only."""
    rows = UnmappedEvent.objects.filter(resolved_at__isnull=True, doubt="").order_by("-pk")
    return rows if actor.sees_all_sellers else rows.none()


def kept_of_parcel(parcel: Parcel, *, known_at: datetime | None = None) -> list[UnmappedEvent]:
    """What partners said of a parcel and nobody has understood or confirmed, oldest first."""
    names = filter(None, (parcel.number, parcel.last_mile_number))
    rows = UnmappedEvent.objects.filter(
        subject__in=[f"parcel:{name}" for name in names], resolved_at__isnull=True
    )
    known = rows.filter(recorded_at__lte=known_at) if known_at else rows
    return list(known.order_by("happened_at", "pk"))


def persons_of(parcels: Iterable[Parcel]) -> dict[tuple[int, str, datetime], tuple[str, str]]:
    """Who did it and why, by parcel, code and moment, where a person is written on an event."""
    rows = Event.objects.filter(parcel__in=list(parcels), detail__has_key="by")
    return {
        (event.parcel_id or 0, event.code, event.happened_at): (
            str(event.detail["by"]),
            str(event.detail.get("why", "")),
        )
        for event in rows
    }


def waiting_codes(actor: Actor) -> list[Any]:
    """The codes that wait for a meaning: how many events of each, since when and until when they
    came, a sample."""
    rows = unmapped_events(actor).order_by().values("scheme", "raw_code")
    told = rows.annotate(
        n=Count("pk"),
        since=Min("recorded_at"),
        last=Max("recorded_at"),
        sample=Min("subject"),
        text=Min(KeyTextTransform("text", "payload")),
    )
    return list(told.order_by("-n", "scheme", "raw_code")[:200])
