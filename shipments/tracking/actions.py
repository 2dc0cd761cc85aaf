"""Recording events and projecting them: the only way a parcel's status moves."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from shipments import page_cache
from shipments.errors import BadInput
from shipments.event_codes import EventCode
from shipments.outbox.actions import publish
from shipments.parcels.models import Parcel
from shipments.runs.apart import due, each, in_pieces, resting
from shipments.tracking.codes import CODES
from shipments.tracking.fold import advance, next_contents, refold
from shipments.tracking.models import SUBJECTS, Event, Projection
from shipments.tracking.tracks import Code, Track

CHUNK = 5_000
# The steps of the job, as its failures name them.
PROJECTING, APPLYING = "project_events", "project_parcels"


_LOCK = """
SELECT count(*) FROM (
    SELECT 1 FROM shipments_parcel WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) locked
"""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to record. `subject` is one of SUBJECTS, `subject_id` its row, `code` one of CODES.

    `source` and `source_ref` tell a repeated delivery from a new happening.
    """

    subject: str
    subject_id: int
    code: str
    happened_at: datetime
    source: str
    source_ref: str
    zone: str = "UTC"
    place: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many events were new and how many were known already; `containers` are new event ids."""

    accepted: int = 0
    repeated: int = 0
    containers: tuple[int, ...] = ()


_INSERT = """
INSERT INTO shipments_event (parcel_id, bag_id, uld_id, consolidation_id, leg_id, code,
    happened_at, zone, place, recorded_at, source, source_ref, detail)
SELECT CASE WHEN s = 'parcel' THEN i END, CASE WHEN s = 'bag' THEN i END,
    CASE WHEN s = 'uld' THEN i END, CASE WHEN s = 'consolidation' THEN i END,
    CASE WHEN s = 'leg' THEN i END, code, happened_at, zone, place, %s, source, ref, detail
FROM unnest({columns}) AS t(s, i, code, happened_at, zone, place, source, ref, detail)
ON CONFLICT DO NOTHING
RETURNING id, parcel_id, code, happened_at
"""
_KINDS = ("text", "bigint", "text", "timestamptz", "text", "text", "text", "text", "jsonb")


@transaction.atomic
def record_events(events: Sequence[NewEvent], *, at: datetime) -> Recorded:
    """Append events and move what follows from them; a repeated event changes nothing.

    Parcels are locked in id order first. A container's event leaves a cursor; the parcels inside
    are moved by `project_contents`. Raises BadInput for a code that is not in the catalogue.
    """
    _refuse_unknown(events)
    lock_parcels({e.subject_id for e in events if e.subject == "parcel"})
    inserted = _insert(events, at)
    containers = tuple(row[0] for row in inserted if row[1] is None)
    _leave_cursors(containers, {row[0]: row[2] for row in inserted})
    told = [row[1:] for row in inserted if row[1] is not None]
    before = _standing(told)
    _move_parcels(told)
    _publish_parcels(told, before, at)
    _forget_pages(inserted)
    return Recorded(len(inserted), len(events) - len(inserted), containers)


def _forget_pages(inserted: Sequence[tuple]) -> None:
    """What readers of the parcels were shown is old now."""
    page_cache.forget_parcels([row[1] for row in inserted if row[1] is not None])
    if any(row[1] is None for row in inserted):
        page_cache.forget_all()


def _refuse_unknown(events: Sequence[NewEvent]) -> None:
    for event in events:
        if event.code not in CODES or event.subject not in SUBJECTS:
            raise BadInput("unknown_code", f"There is no event {event.code} on {event.subject}.")


def lock_parcels(ids: set[int]) -> None:
    """Lock parcels in id order until the transaction ends; nobody waits for another for ever."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [list(ids)])


def _insert(events: Sequence[NewEvent], at: datetime) -> list[tuple]:
    if not events:
        return []
    columns = list(zip(*(_row(event) for event in events), strict=True))
    arrays = [_array(column, kind) for column, kind in zip(columns, _KINDS, strict=True)]
    sql = _INSERT.format(columns=", ".join(text for text, _ in arrays))
    with connection.cursor() as cursor:
        cursor.execute(sql, [at, *(values for _, values in arrays)])
        return cursor.fetchall()


def _array(column: tuple, kind: str) -> tuple[str, Any]:
    """A column as an SQL array and its value; what is the same in every row is sent once."""
    if column.count(column[0]) == len(column):
        return f"array_fill(%s::{kind}, ARRAY[{len(column)}])", column[0]
    return f"%s::{kind}[]", list(column)


def _row(e: NewEvent) -> tuple:
    detail = json.dumps(e.detail) if e.detail else "{}"
    place, ref = e.place[:10], e.source_ref[:120]
    return (
        e.subject,
        e.subject_id,
        str(e.code),
        e.happened_at,
        e.zone,
        place,
        e.source[:40],
        ref,
        detail,
    )


def _leave_cursors(containers: Sequence[int], codes: dict[int, str]) -> None:
    moving = [pk for pk in containers if CODES[codes[pk]].track]
    Projection.objects.bulk_create([Projection(event_id=pk) for pk in moving])
    for pk in containers:
        event = Event.objects.get(pk=pk)
        if CODES[event.code].news and not _came_by_flight(event):
            name, subject = _subject_of(event)
            publish(f"{name}.{event.code}", subject=name, ids=[subject], at=event.happened_at)


def _came_by_flight(event: Event) -> bool:
    """Whether a consignment's event is its flight's too: then the news has gone out already."""
    if event.consolidation_id is None:
        return False
    flown = Event.objects.filter(leg__flight__consolidations=event.consolidation_id)
    return flown.filter(code=event.code, happened_at=event.happened_at).exists()


def _subject_of(event: Event) -> tuple[str, int]:
    return next((n, pk) for n in SUBJECTS if (pk := getattr(event, f"{n}_id")) is not None)


def _move_parcels(rows: Sequence[tuple[int, str, datetime]]) -> None:
    """Move parcels by their new events (parcel, code, happened_at).

    One new event on a track is applied by itself; of several the whole history is folded anew.
    """
    tracked = [row for row in rows if CODES[row[1]].track]
    seen = Counter((parcel, CODES[code].track) for parcel, code, _ in tracked)
    single: dict[str, list[tuple[int, datetime]]] = defaultdict(list)
    several: set[int] = set()
    for parcel, code, at in tracked:
        if seen[parcel, CODES[code].track] > 1:
            several.add(parcel)
        else:
            single[code].append((parcel, at))
    for code, pairs in sorted(single.items()):
        advance([pk for pk, _ in pairs], [at for _, at in pairs], CODES[code])
    refold(sorted(several))


Standing = dict[int, dict[str, str]]
# Told though the parcel stands so already: another flight, another courier's day.
_EACH_TIME = {
    EventCode.CREATED,
    EventCode.OFFLOADED,
    EventCode.FLIGHT_CANCELLED,
    EventCode.OUT_FOR_DELIVERY,
}


def _standing(rows: Sequence[tuple[int, str, datetime]]) -> Standing:
    """How the parcels stand, on each track, of which something could be news."""
    pks = {parcel for parcel, code, _ in rows if CODES[code].news and CODES[code].track}
    found = Parcel.objects.filter(pk__in=pks).values("pk", *(str(track) for track in Track))
    return {row["pk"]: row for row in found} if pks else {}


def _publish_parcels(
    rows: Sequence[tuple[int, str, datetime]], before: Standing, at: datetime
) -> None:
    """Leave the news of parcels, one row a code, with when each of them happened.

    Where a parcel stood so already, for another had told it, it is no news.
    """
    by_code: dict[str, dict[int, datetime]] = defaultdict(dict)
    for parcel, code, moment in rows:
        if CODES[code].news and not _is_known(CODES[code], before.get(parcel)):
            told = by_code[code]
            told[parcel] = max(moment, told.get(parcel, moment))
    for code, told in sorted(by_code.items()):
        publish(
            f"parcel.{code}", subject="parcel", ids=list(told), moments=list(told.values()), at=at
        )


def _is_known(code: Code, stood: dict[str, str] | None) -> bool:
    if stood is None or code.track is None or code.code in _EACH_TIME:
        return False
    return stood[code.track] == code.status


@transaction.atomic
def project(parcel_ids: Sequence[int]) -> list[int]:
    """Recompute the statuses of these parcels from their events; returns those that changed."""
    lock_parcels(set(parcel_ids))
    page_cache.forget_parcels(parcel_ids)
    return refold(sorted(parcel_ids))


def project_contents(
    *,
    at: datetime,
    chunks: int = 1_000,
    most: int = 10**9,
    has_turn: Callable[[], bool] = lambda: True,
) -> int:
    """Apply waiting container events to the parcels inside, chunk by chunk.

    Each chunk is one transaction that also moves the cursor, so a killed job goes on where it was
    and two jobs side by side never take the same event. A parcel or an event that raises rests and
    is tried again; the others are moved. Ends once `most` were moved, or when its turn is over.
    Returns how many were.
    """
    moved = _project_again(at)
    for _ in range(chunks):
        if moved >= most or not has_turn():
            break
        done = _project_next_chunk(at)
        if done is None:
            break
        moved += done
    return moved


def _project_again(at: datetime) -> int:
    """Tell anew the whole story of the parcels that an event could not be applied to."""
    failed = list(due(APPLYING, at=at)[:CHUNK])
    return sum(map(len, in_pieces(APPLYING, Parcel, failed, project, at=at)))


@transaction.atomic
def _project_next_chunk(at: datetime) -> int | None:
    waiting = Projection.objects.filter(done_at__isnull=True).order_by("event_id")
    awake = waiting.exclude(event_id__in=resting(PROJECTING, at=at))
    cursor = awake.select_for_update(skip_locked=True, of=("self",)).select_related("event").first()
    if cursor is None:
        return None
    return sum(each(PROJECTING, [cursor], lambda item: _project_chunk(item, at), at=at))


def _project_chunk(cursor: Projection, at: datetime) -> int:
    event = cursor.event
    chunk = next_contents(event, after=cursor.after_parcel, size=CHUNK)

    def apply(pks: list[int]) -> int:
        return len(advance(pks, [event.happened_at] * len(pks), CODES[event.code]))

    moved = sum(in_pieces(APPLYING, Parcel, chunk.parcels, apply, at=at, most=CHUNK))
    cursor.after_parcel = chunk.last or cursor.after_parcel
    if len(chunk.parcels) < CHUNK:
        cursor.done_at = at
    cursor.save(update_fields=["after_parcel", "done_at"])
    if moved:
        page_cache.forget_all()
    return moved
