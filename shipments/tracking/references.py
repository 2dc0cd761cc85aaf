"""Whether a partner's reference was heard before: for the same event, or for another one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from django.db import connection

from shipments.tracking.partner_event import RawEvent

Subject = tuple[str, int]


class Heard(StrEnum):
    """What stands under a reference already."""

    NOTHING = ""
    SAME = "same"
    JUDGED = "judged"  # the same, and a person has closed it
    ANOTHER = "another"


_RECORDED = """
SELECT e.{kind}_id, e.source_ref, ARRAY[e.code, e.detail->>'raw'],
       CASE WHEN e.happened_at <> e.recorded_at THEN e.happened_at END
  FROM unnest(%s::bigint[], %s::text[]) AS t(id, ref)
  JOIN shipments_event e ON e.{kind}_id = t.id AND e.source_ref = t.ref AND e.source = %s
"""

_KEPT = """
SELECT n.subject, n.source_ref, n.raw_code, n.happened_at,
       n.doubt <> '' AND n.resolved_at IS NOT NULL
  FROM unnest(%s::text[], %s::text[]) AS t(subject, ref)
  JOIN shipments_unmappedevent n
    ON n.subject = t.subject AND n.source_ref = t.ref AND n.source = %s
"""


def heard(
    raw: Sequence[RawEvent], subjects: Mapping[str, Subject], *, source: str, at: datetime
) -> list[Heard]:
    """For each event what stands under its subject, source and reference.

    Another code or another time is another event. A time that is only that of receipt says
    nothing: the same line sent again has a new one.
    """
    found = [Heard.NOTHING] * len(raw)
    recorded, kept = _recorded(raw, subjects, source), _kept(raw, source)
    said: dict[tuple, RawEvent] = {}
    for index, raw_event in enumerate(raw):
        subject, ref = subjects.get(raw_event.subject), raw_event.source_ref[:120]
        told = None if raw_event.happened_at == at else raw_event.happened_at
        if subject and (event := recorded.get((*subject, ref))):
            found[index] = _compared(raw_event.raw_code, told, *event)
        elif row := kept.get((raw_event.subject, ref)):
            raw_code, moment, is_judged = row
            found[index] = _compared(raw_event.raw_code[:60], told, [raw_code], moment)
            if found[index] == Heard.SAME:
                found[index] = Heard.JUDGED if is_judged else Heard.NOTHING
        else:
            first = said.setdefault((subject or raw_event.subject, ref), raw_event)
            if (first.raw_code, first.happened_at) != (raw_event.raw_code, raw_event.happened_at):
                found[index] = Heard.ANOTHER
    return found


def _compared(
    raw_code: str, told: datetime | None, codes: Sequence[str], moment: datetime | None
) -> Heard:
    same = raw_code in codes and (told is None or moment is None or told == moment)
    return Heard.SAME if same else Heard.ANOTHER


def _recorded(
    raw: Sequence[RawEvent], subjects: Mapping[str, Subject], source: str
) -> dict[tuple[str, int, str], tuple[list[str], datetime | None]]:
    """The events recorded under these references: (kind, row, reference) -> codes and time."""
    asked: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for raw_event in raw:
        if subject := subjects.get(raw_event.subject):
            asked[subject[0]].add((subject[1], raw_event.source_ref[:120]))
    found: dict[tuple[str, int, str], tuple[list[str], datetime | None]] = {}
    with connection.cursor() as cursor:
        for kind, pairs in asked.items():
            ids, refs = (list(column) for column in zip(*sorted(pairs), strict=True))
            cursor.execute(_RECORDED.format(kind=kind), [ids, refs, source[:40]])
            found |= {(kind, pk, ref): (codes, at) for pk, ref, codes, at in cursor.fetchall()}
    return found


def _kept(
    raw: Sequence[RawEvent], source: str
) -> dict[tuple[str, str], tuple[str, datetime, bool]]:
    """What waits for a person under these references, or waited: code, time, is it judged."""
    pairs = sorted({(raw_event.subject[:80], raw_event.source_ref[:120]) for raw_event in raw})
    subjects, refs = [subject for subject, _ in pairs], [ref for _, ref in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [subjects, refs, source[:40]])
        return {(subject, ref): tuple(told) for subject, ref, *told in cursor.fetchall()}
