"""Where partners' events come in: codes are mapped by a table, the unknown is kept for a person."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.event_codes import EventCode
from shipments.flights.models import Leg
from shipments.numbers.freight import valid_mawb, valid_uld
from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcels_named
from shipments.tracking.actions import NewEvent, lock_parcels, record_events
from shipments.tracking.codes import BY_EMSEVT, CODES
from shipments.tracking.judging import judge
from shipments.tracking.models import SUBJECTS, Event, PartnerCode, UnmappedEvent
from shipments.tracking.partner_codes import words_of
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.places import country_of, zone_of_place
from shipments.tracking.reach import Thing, reached
from shipments.tracking.references import Heard, heard

AHEAD = timedelta(hours=1)
OWN = "own"
MOST_DOUBTS = 5_000
# Says nothing without grams.
WEIGHED = EventCode.MEASURED
# What of a partner's further words stays with the event.
KEPT = (
    "registration",
    "flight",
    "destination",
    "pieces",
    "total",
    "part",
    "parts",
    "missing",
    "extra",
    "weight",
    "ulds",
    "houses",
    "grams",
    "master_grams",
    "day_only",
    "place_text",
    "cdek_number",
    "status_reason_code",
)


@dataclass(slots=True)
class Accepted:
    """The answer to a partner.

    `refused` holds (index in the list given, code, message); `doubts` (index, word of Doubt) of
    what cannot be and waits for a person.
    """

    accepted: int = 0
    repeated: int = 0
    unknown: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)

    @property
    def doubtful(self) -> int:
        return len(self.doubts)


@transaction.atomic
def accept_events(
    raw: Sequence[RawEvent], *, by: Actor, at: datetime, source: str = ""
) -> Accepted:
    """Record what is understood and can be, keep the rest for a person, refuse what is about
    nothing we know.

    One bad event harms no other. Of our own words a partner may say only those of its trade; one
    reference names one event. Staff tell of what lies where they work. `source` defaults to the
    actor's name.
    """
    by.require(Role.PARTNER, Role.CUSTOMS, Role.PLANNER, Role.WAREHOUSE)
    source, answer = source or by.name, Accepted()
    known, codes = _reached(subjects_of(raw), by), codes_of(raw)
    words = words_of(by.partner_id)
    mapped = _mapped(raw) if words is not None else {}
    before = heard(raw, known, source=source, at=at)
    fresh: dict[int, NewEvent] = {}
    waiting: list[UnmappedEvent] = []
    for index, raw_event in enumerate(raw):
        subject, code = (
            known.get(raw_event.subject),
            codes.get((raw_event.scheme, raw_event.raw_code)),
        )
        if raw_event.happened_at > at + AHEAD:
            answer.refused.append((index, "in_the_future", "happened_at lies in the future."))
        elif before[index] == Heard.ANOTHER:
            answer.refused.append((index, "reference_taken", _taken(raw_event)))
        elif before[index]:
            answer.repeated += 1
        elif code is None:
            waiting.append(_waiting(raw_event, source, by))
        elif (
            words is not None
            and code not in words
            and (raw_event.scheme, raw_event.raw_code) not in mapped
        ):
            answer.refused.append((index, "code_not_yours", f"{code} is not for you to tell."))
        elif code == WEIGHED and not _grams(raw_event):
            text = _("Say what it weighs: %(code)s needs grams.") % {"code": code}
            answer.refused.append((index, "no_grams", text))
        elif subject is None:
            answer.refused.append((index, "unknown_subject", f"There is no {raw_event.subject}."))
        else:
            fresh[index] = new_event(raw_event, subject, code, source)
    answer.unknown = len(waiting)
    answer.doubts = _doubts(fresh)
    message = f"{source} {at.isoformat()}"[:60]
    for index, doubt in answer.doubts:
        waiting.append(_waiting(raw[index], source, by, doubt=doubt, message=message))
        del fresh[index]
    _keep(waiting)
    recorded = record_events(list(fresh.values()), at=at)
    answer.accepted += recorded.accepted
    answer.repeated += recorded.repeated
    if fresh:
        follow_doubts(known, at=at)
    return answer


def _reached(known: dict[str, Thing], by: Actor) -> dict[str, Thing]:
    own = reached(by, known.values())
    return {text: thing for text, thing in known.items() if thing in own}


def _grams(raw_event: RawEvent) -> int:
    """What a weighing says, 0 where it says nothing."""
    told = str(raw_event.payload.get("grams") or "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0


def _taken(raw_event: RawEvent) -> str:
    text = _("The reference %(ref)s names another event of %(subject)s; give each its own.")
    return text % {"ref": raw_event.source_ref, "subject": raw_event.subject}


def _doubts(fresh: dict[int, NewEvent]) -> list[tuple[int, str]]:
    """The places and doubts of what cannot be; the parcels are locked, so that it stays so."""
    lock_parcels({event.subject_id for event in fresh.values() if event.subject == "parcel"})
    judged = zip(fresh, judge(list(fresh.values())), strict=True)
    return [(index, doubt) for index, doubt in judged if doubt]


def new_event(raw_event: RawEvent, subject: tuple[str, int], code: str, source: str) -> NewEvent:
    """The event that a partner's words mean; `registration` is a number of customs' filing."""
    words = {"raw": raw_event.raw_code, "text": raw_event.text}
    words |= {name: raw_event.payload[name] for name in KEPT if name in raw_event.payload}
    return NewEvent(
        subject=subject[0],
        subject_id=subject[1],
        code=code,
        happened_at=raw_event.happened_at,
        source=source,
        source_ref=raw_event.source_ref,
        place=raw_event.place,
        zone=zone_of_place(
            raw_event.place,
            country=country_of(raw_event.scheme, code),
            city=str(raw_event.payload.get("place_text") or raw_event.text),
        ),
        detail={name: word for name, word in words.items() if word or name == "raw"},
    )


def _waiting(
    raw_event: RawEvent, source: str, by: Actor, doubt: str = "", message: str = ""
) -> UnmappedEvent:
    return UnmappedEvent(
        scheme=raw_event.scheme[:20],
        raw_code=raw_event.raw_code[:60],
        subject=raw_event.subject[:80],
        happened_at=raw_event.happened_at,
        place=raw_event.place[:10],
        source=source[:40],
        source_ref=raw_event.source_ref[:120],
        payload={**raw_event.payload, **({"text": raw_event.text} if raw_event.text else {})},
        partner_id=by.partner_id,
        doubt=doubt,
        message=message,
    )


def _keep(waiting: list[UnmappedEvent]) -> None:
    # In one order for all: two senders of the same news wait, and lock each other out never.
    waiting.sort(
        key=lambda unmapped_event: (
            unmapped_event.source,
            unmapped_event.subject,
            unmapped_event.source_ref,
            unmapped_event.raw_code,
        )
    )
    UnmappedEvent.objects.bulk_create(waiting, ignore_conflicts=True)


@transaction.atomic
def follow_doubts(subjects: Iterable[str] | None = None, *, at: datetime) -> int:
    """Record the doubtful events that can be now, as later news has explained them; how many.

    `subjects` are texts such as parcel:LV...; None means all that wait.
    """
    rows = doubtful() if subjects is None else doubtful().filter(subject__in=list(subjects))
    waiting = list(
        rows.order_by("-pk").select_for_update(skip_locked=True, of=("self",))[:MOST_DOUBTS]
    )
    events = events_of(waiting)
    judged = zip(events, judge([events[row] for row in events]), strict=True)
    free = [row for row, doubt in judged if not doubt]
    record_events([events[row] for row in free], at=at)
    resolve([row.pk for row in free], UnmappedEvent.Outcome.RECORDED, by="later news", at=at)
    return len(free)


def doubtful() -> QuerySet[UnmappedEvent]:
    """The events that cannot be, as far as we know, and wait for a person."""
    return UnmappedEvent.objects.filter(resolved_at__isnull=True).exclude(doubt="")


def events_of(rows: Sequence[UnmappedEvent]) -> dict[UnmappedEvent, NewEvent]:
    """What kept events mean, of those that mean something about a thing we know."""
    raw = {row: _raw(row) for row in rows}
    known, codes = subjects_of(raw.values()), meanings(rows)
    return {
        row: new_event(item, known[item.subject], codes[row], row.source)
        for row, item in raw.items()
        if item.subject in known and row in codes
    }


def meanings(rows: Sequence[UnmappedEvent]) -> dict[UnmappedEvent, str]:
    """Our codes for kept events, of those that are understood."""
    raw = {row: _raw(row) for row in rows}
    codes = codes_of(raw.values())
    known = {row: codes.get((item.scheme, item.raw_code)) for row, item in raw.items()}
    return {row: code for row, code in known.items() if code}


def resolve(pks: Sequence[int], outcome: str, *, by: str, at: datetime, why: str = "") -> None:
    """Close kept events with what became of them."""
    UnmappedEvent.objects.filter(pk__in=pks).update(
        resolved_at=at, resolved_by=by[:80], outcome=outcome, why=why[:300]
    )


def codes_of(raw: Iterable[RawEvent]) -> dict[tuple[str, str], str]:
    """Our codes for the (scheme, raw code) pairs that are understood; our own words always are."""
    pairs = {(raw_event.scheme, raw_event.raw_code) for raw_event in raw}
    found = {pair: pair[1] for pair in pairs if pair[1] in CODES}
    found |= {pair: BY_EMSEVT[pair[1]] for pair in pairs if pair[1] in BY_EMSEVT}
    return found | _mapped(raw)


def _mapped(raw: Iterable[RawEvent]) -> dict[tuple[str, str], str]:
    """Our codes for the pairs that stand in the table of partners' codes."""
    schemes, words = (
        {raw_event.scheme for raw_event in raw},
        {raw_event.raw_code for raw_event in raw},
    )
    rows = PartnerCode.objects.filter(scheme__in=schemes, raw_code__in=words)
    return {(r.scheme, r.raw_code): r.code for r in rows if r.code in CODES}


def subjects_of(raw: Iterable[RawEvent]) -> dict[str, tuple[str, int]]:
    """The kind and row of every subject text that names something we know: one query a kind."""
    return things_named(raw_event.subject for raw_event in raw)


def things_named(texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The same for texts such as parcel:LV..., bag:..., consolidation:<MAWB>, as they were given.

    A number may be typed in any manner, and a parcel be called by the last mile's number.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for text in texts:
        kind, _, name = text.partition(":")
        names[kind.strip().lower()][text] = name.strip()
    found: dict[str, tuple[str, int]] = {}
    for kind in names.keys() & set(SUBJECTS):
        rows = _rows(kind, set(names[kind].values()))
        found |= {text: (kind, rows[name]) for text, name in names[kind].items() if name in rows}
    return found


def _rows(kind: str, names: set[str]) -> dict[str, int]:
    """The row of each name of a kind, by the name as it was given."""
    if kind == "leg":
        return dict(_legs(names))
    if kind == "parcel":
        return {name: pk for name, (pk, _) in parcels_named(Parcel.objects.all(), names).items()}
    model: Any = Event._meta.get_field(kind).related_model
    field_name = "mawb" if kind == "consolidation" else "number"
    read = {name: _container_number(kind, name) for name in names}
    rows = model._default_manager.filter(**{f"{field_name}__in": set(read.values())}).order_by("pk")
    known = dict(rows.values_list(field_name, "pk"))
    return {name: known[number] for name, number in read.items() if number in known}


def _container_number(kind: str, name: str) -> str:
    """The number of a waybill or a load device as it is kept, else the name as it was given."""
    readers: dict[str, Callable[[str], str]] = {"consolidation": valid_mawb, "uld": valid_uld}
    try:
        return readers[kind](name)
    except (KeyError, ValueError):
        return name


def _legs(names: set[str]) -> list[tuple[str, int]]:
    numbers = {name.split("-")[0] for name in names}
    legs = Leg.objects.filter(flight__number__in=numbers, sequence=1).select_related("flight")
    return [(leg.flight.public_number, leg.pk) for leg in legs]


@transaction.atomic
def map_code(*, scheme: str, raw_code: str, code: str, by: Actor, at: datetime) -> Accepted:
    """Say once what a code means; all events waiting for it follow. Raises BadInput."""
    by.require(Role.CUSTOMS, Role.PLANNER)
    if code not in CODES:
        raise BadInput("unknown_code", _("Choose one of our event codes."), {"code": code})
    PartnerCode.objects.update_or_create(scheme=scheme, raw_code=raw_code, defaults={"code": code})
    waiting = UnmappedEvent.objects.filter(
        scheme=scheme, raw_code=raw_code, resolved_at__isnull=True, doubt=""
    ).select_for_update()
    return _follow(list(waiting.order_by("pk")), by=by, at=at)


def _follow(waiting: list[UnmappedEvent], *, by: Actor, at: datetime) -> Accepted:
    """Let what is understood now be recorded, or be doubted as if it came today."""
    events, answer = events_of(waiting), Accepted()
    rows = list(events)
    answer.doubts = _doubts(dict(enumerate(events.values())))
    message = f"{by.name} {at.isoformat()}"[:60]
    for index, doubt in answer.doubts:
        UnmappedEvent.objects.filter(pk=rows[index].pk).update(doubt=doubt, message=message)
        del events[rows[index]]
    recorded = record_events(list(events.values()), at=at)
    answer.accepted, answer.repeated = recorded.accepted, recorded.repeated
    answer.unknown = len(waiting) - len(rows)
    resolve([row.pk for row in events], UnmappedEvent.Outcome.RECORDED, by=by.name, at=at)
    return answer


def _raw(row: UnmappedEvent) -> RawEvent:
    words = dict(row.payload)
    text = str(words.pop("text", ""))
    return RawEvent(
        row.subject,
        row.scheme,
        row.raw_code,
        row.happened_at,
        row.source_ref,
        row.place,
        text,
        words,
    )
