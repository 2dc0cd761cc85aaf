"""Reads of events: a parcel's story, made of its own events and those of its containers."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min
from django.db.models.fields.json import KeyTextTransform

from shipments.actor import Actor
from shipments.parcels.models import Parcel
from shipments.tracking.codes import CODES
from shipments.tracking.models import Event, NotUnderstood, PartnerCode
from shipments.tracking.places import name_of_place

_FIELDS = "e.id, e.code, e.happened_at, e.zone, e.place, e.recorded_at, e.source, e.detail"
_WHILE = "e.happened_at >= c.since AND (c.until IS NULL OR e.happened_at < c.until)"

_STORY = f"""
WITH lay AS (
    SELECT consolidation_id, uld_id, bag_id, since, until
      FROM shipments_containment WHERE parcel_id = %(parcel)s
), seen AS (
    SELECT {_FIELDS} FROM shipments_event e WHERE e.parcel_id = %(parcel)s
    UNION ALL SELECT {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.consolidation_id = c.consolidation_id AND {_WHILE}
    UNION ALL SELECT {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.bag_id = c.bag_id AND {_WHILE}
    UNION ALL SELECT {_FIELDS} FROM lay c JOIN shipments_event e
        ON e.uld_id = c.uld_id AND {_WHILE}
    UNION ALL SELECT {_FIELDS} FROM lay c
        JOIN shipments_consolidation k ON k.id = c.consolidation_id
        JOIN shipments_leg l ON l.flight_id = k.flight_id
        JOIN shipments_event e ON e.leg_id = l.id AND {_WHILE}
)
SELECT code, happened_at, zone, place, recorded_at, source, detail->>'reason'
  FROM seen ORDER BY happened_at, id
"""


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One event of a story. `happened_at` and `recorded_at` are aware; `zone` is the place's."""

    code: str
    happened_at: datetime
    zone: str
    place: str
    recorded_at: datetime
    source: str
    reason: str | None = None

    def text(self, language: str) -> str:
        return CODES[self.code].text(language)

    def place_name(self, language: str) -> str:
        return name_of_place(self.place, language)

    @property
    def is_public(self) -> bool:
        return CODES[self.code].public


def story(parcel: Parcel) -> list[StoryLine]:
    """Everything that happened to the parcel, oldest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_STORY, {"parcel": parcel.pk})
        return [StoryLine(*row) for row in cursor.fetchall()]


def not_understood(actor: Actor):
    """What waits for a person to say what it means, newest first; for staff only."""
    rows = NotUnderstood.objects.filter(resolved_at__isnull=True).order_by("-pk")
    return rows if actor.sees_all_sellers else rows.none()


def partner_codes(actor: Actor):
    """The table of partners' codes, by scheme and code; for staff only."""
    rows = PartnerCode.objects.order_by("scheme", "raw_code")
    return rows if actor.sees_all_sellers else rows.none()


def events_of_container(kind: str, pk: int):
    """Events recorded on a bag, ULD, consolidation or leg itself, oldest first."""
    return Event.objects.filter(**{f"{kind}_id": pk}).order_by("happened_at", "pk")


def waiting_codes(actor: Actor) -> list[dict]:
    """The codes that wait for a meaning: scheme, raw code, how many events, since when, a sample."""
    rows = not_understood(actor).order_by().values("scheme", "raw_code")
    told = rows.annotate(
        n=Count("pk"),
        since=Min("recorded_at"),
        sample=Min("subject"),
        text=Min(KeyTextTransform("text", "payload")),
    )
    return list(told.order_by("-n", "scheme", "raw_code")[:200])
