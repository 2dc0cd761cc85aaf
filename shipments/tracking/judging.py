"""Judging many events at once: the facts of their parcels and containers in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from shipments.event_codes import EventCode
from shipments.tracking.actions import NewEvent
from shipments.tracking.codes import CODES
from shipments.tracking.histories import happenings_of
from shipments.tracking.models import Doubt
from shipments.tracking.plausibility import HIDES_A_TURN, Facts, doubts, needs_departure
from shipments.tracking.projection import Happening
from shipments.tracking.tracks import SINCE, Track

# The code that says of a parcel what its row says: one for each status of a track.
_SAYING: dict[tuple[str, str], str] = {}
for _code in CODES.values():
    if _code.track and _code.status:
        _SAYING.setdefault((str(_code.track), _code.status), _code.code)

_COLUMNS = ", ".join(f"p.{track}, p.{SINCE[track]}" for track in Track)
_ROWS = f"""
SELECT p.id, least(p.created_at, o.ordered_at), {_COLUMNS}
  FROM shipments_parcel p JOIN shipments_order o ON o.id = p.order_id WHERE p.id = ANY(%s)
"""
_FLOWN = {
    "leg": "l.id = t.id",
    "consolidation": "l.flight_id = (SELECT k.flight_id FROM shipments_consolidation k"
    " WHERE k.id = t.id)",
    "uld": "l.flight_id = (SELECT k.flight_id FROM shipments_uld u JOIN shipments_consolidation k"
    " ON k.id = u.consolidation_id WHERE u.id = t.id)",
    "bag": "l.flight_id = (SELECT k.flight_id FROM shipments_bag b JOIN shipments_consolidation k"
    " ON k.id = b.consolidation_id WHERE b.id = t.id)",
}
_LEFT = """
SELECT t.id FROM unnest(%s::bigint[]) AS t(id)
 WHERE EXISTS (SELECT 1 FROM shipments_leg l WHERE {flown} AND (l.actual_departure IS NOT NULL
                 OR EXISTS (SELECT 1 FROM shipments_event e
                             WHERE e.leg_id = l.id AND e.code = 'departed')))
    OR EXISTS (SELECT 1 FROM shipments_event e WHERE e.{kind}_id = t.id AND e.code = 'departed')
"""


def judge(events: Sequence[NewEvent]) -> list[str]:
    """For each event a word of `Doubt`, or "" where it is plausible.

    A parcel's own row answers for nearly all of them; only where it speaks against an event is the
    whole story read.
    """
    found = [""] * len(events)
    for index in _never_left(events):
        found[index] = Doubt.NEVER_LEFT
    of_parcels: dict[int, list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.subject == "parcel":
            of_parcels[event.subject_id].append(index)
    by_row = _facts(of_parcels)
    doubted = {
        pk
        for pk, places in of_parcels.items()
        if HIDES_A_TURN in (item.code for item in by_row[pk].known)
        or any(_judged(events, places, by_row[pk]))
    }
    stories = happenings_of(sorted(doubted)) if doubted else {}
    for pk in doubted:
        facts = Facts(by_row[pk].begun, stories.get(pk, []))
        places = of_parcels[pk]
        for index, doubt in zip(places, _judged(events, places, facts), strict=True):
            found[index] = doubt
    return found


def _judged(events: Sequence[NewEvent], places: Sequence[int], facts: Facts) -> list[str]:
    return doubts([Happening(events[n].code, events[n].happened_at) for n in places], facts)


def _facts(parcel_ids: Iterable[int]) -> dict[int, Facts]:
    """What the rows of these parcels say, as if each status had been told by one event."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(parcel_ids)])
        return {pk: Facts(begun, _happenings_by(told)) for pk, begun, *told in cursor.fetchall()}


def _happenings_by(told: Sequence[Any]) -> list[Happening]:
    """Happenings of the statuses and moments of a row, track by track."""
    pairs = zip(Track, told[::2], told[1::2], strict=True)
    found = ((_SAYING.get((str(track), status)), since) for track, status, since in pairs)
    return [Happening(code, since) for code, since in found if code and since]


def _never_left(events: Sequence[NewEvent]) -> list[int]:
    """The events of containers that are told beyond the flight, which has never departed."""
    told: dict[str, set[int]] = defaultdict(set)
    for event in events:
        if event.subject != "parcel" and needs_departure(CODES[event.code]):
            told[event.subject].add(event.subject_id)
    left = {(kind, pk) for kind, pks in told.items() for pk in _departed(kind, pks)}
    left |= {(e.subject, e.subject_id) for e in events if e.code == EventCode.DEPARTED}
    return [
        index
        for index, event in enumerate(events)
        if event.subject_id in told.get(event.subject, ())
        and needs_departure(CODES[event.code])
        and (event.subject, event.subject_id) not in left
    ]


def _departed(kind: str, pks: set[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_LEFT.format(flown=_FLOWN[kind], kind=kind), [sorted(pks)])
        return [pk for (pk,) in cursor.fetchall()]
