"""Where partners' events come in: codes are mapped by a table, the unknown is kept for a person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.errors import BadInput
from shipments.flights.models import Leg
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.codes import BY_EMSEVT, CODES
from shipments.tracking.models import SUBJECTS, Event, NotUnderstood, PartnerCode
from shipments.tracking.places import country_of, zone_of_place
from shipments.tracking.raw import RawEvent
from shipments.tracking.speakers import words_of

AHEAD = timedelta(hours=1)
OWN = "own"


@dataclass(slots=True)
class Accepted:
    """The answer to a partner; `refused` holds (index in the list given, code, message)."""

    accepted: int = 0
    repeated: int = 0
    unknown: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def accept_events(
    raw: Sequence[RawEvent], *, by: Actor, at: datetime, source: str = ""
) -> Accepted:
    """Record what is understood, queue what is not, refuse what is about nothing we know.

    One bad event harms no other. Of our own words a partner may say only those of its trade.
    `source` defaults to the actor's name.
    """
    by.require(Role.PARTNER, Role.CUSTOMS, Role.PLANNER, Role.WAREHOUSE)
    source, answer = source or by.name, Accepted()
    known, codes = subjects_of(raw), codes_of(raw)
    words = words_of(by.partner_id)
    mapped = _mapped(raw) if words is not None else {}
    fresh: list[NewEvent] = []
    waiting: list[NotUnderstood] = []
    for index, one in enumerate(raw):
        subject, code = known.get(one.subject), codes.get((one.scheme, one.raw_code))
        if one.happened_at > at + AHEAD:
            answer.refused.append((index, "in_the_future", "happened_at lies in the future."))
        elif code is None:
            waiting.append(_waiting(one, source, by))
        elif words is not None and code not in words and (one.scheme, one.raw_code) not in mapped:
            answer.refused.append((index, "code_not_yours", f"{code} is not for you to tell."))
        elif subject is None:
            answer.refused.append((index, "unknown_subject", f"There is no {one.subject}."))
        else:
            fresh.append(_new_event(one, subject, code, source))
    _keep(waiting, answer)
    recorded = record_events(fresh, at=at)
    answer.accepted += recorded.accepted
    answer.repeated += recorded.repeated
    return answer


def _new_event(one: RawEvent, subject: tuple[str, int], code: str, source: str) -> NewEvent:
    return NewEvent(
        subject=subject[0],
        subject_id=subject[1],
        code=code,
        happened_at=one.happened_at,
        source=source,
        source_ref=one.source_ref,
        place=one.place,
        zone=zone_of_place(one.place, country=country_of(one.scheme, code)),
        detail={**one.payload, "raw": one.raw_code, **({"text": one.text} if one.text else {})},
    )


def _waiting(one: RawEvent, source: str, by: Actor) -> NotUnderstood:
    return NotUnderstood(
        scheme=one.scheme[:20],
        raw_code=one.raw_code[:60],
        subject=one.subject[:80],
        happened_at=one.happened_at,
        place=one.place[:10],
        source=source[:40],
        source_ref=one.source_ref[:120],
        payload={**one.payload, **({"text": one.text} if one.text else {})},
        partner_id=by.partner_id,
    )


def _keep(waiting: list[NotUnderstood], answer: Accepted) -> None:
    # In one order for all: two senders of the same news wait, and lock each other out never.
    waiting.sort(key=lambda one: (one.source, one.subject, one.source_ref, one.raw_code))
    NotUnderstood.objects.bulk_create(waiting, ignore_conflicts=True)
    answer.unknown = len(waiting)


def codes_of(raw: Iterable[RawEvent]) -> dict[tuple[str, str], str]:
    """Our codes for the (scheme, raw code) pairs that are understood; our own words always are."""
    pairs = {(one.scheme, one.raw_code) for one in raw}
    found = {pair: pair[1] for pair in pairs if pair[1] in CODES}
    found |= {pair: BY_EMSEVT[pair[1]] for pair in pairs if pair[1] in BY_EMSEVT}
    return found | _mapped(raw)


def _mapped(raw: Iterable[RawEvent]) -> dict[tuple[str, str], str]:
    """Our codes for the pairs that stand in the table of partners' codes."""
    schemes, words = {one.scheme for one in raw}, {one.raw_code for one in raw}
    rows = PartnerCode.objects.filter(scheme__in=schemes, raw_code__in=words)
    return {(r.scheme, r.raw_code): r.code for r in rows if r.code in CODES}


def subjects_of(raw: Iterable[RawEvent]) -> dict[str, tuple[str, int]]:
    """The kind and row of every subject text that names something we know: one query a kind."""
    return things_named(one.subject for one in raw)


def things_named(texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The same for texts such as parcel:LV..., bag:..., consolidation:<MAWB>."""
    names: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        kind, _, name = text.partition(":")
        names[kind].add(name)
    found: dict[str, tuple[str, int]] = {}
    for kind in names.keys() & set(SUBJECTS):
        for name, pk in _rows(kind, names[kind]):
            found[f"{kind}:{name}"] = (kind, pk)
    return found


def _rows(kind: str, names: set[str]) -> list[tuple[str, int]]:
    if kind == "leg":
        return _legs(names)
    if kind == "parcel":
        return _parcels(names)
    model: Any = Event._meta.get_field(kind).related_model
    field_name = "mawb" if kind == "consolidation" else "number"
    rows = model._default_manager.filter(**{f"{field_name}__in": names}).order_by("pk")
    return list(rows.values_list(field_name, "pk"))


def _parcels(names: set[str]) -> list[tuple[str, int]]:
    rows = list(Parcel.objects.filter(number__in=names).values_list("number", "pk"))
    missing = names - {name for name, _ in rows}
    if missing:
        others = Parcel.objects.filter(last_mile_number__in=missing).exclude(last_mile_number="")
        rows += others.values_list("last_mile_number", "pk")
    return rows


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
    waiting = NotUnderstood.objects.filter(
        scheme=scheme, raw_code=raw_code, resolved_at__isnull=True
    ).select_for_update()
    return _resolve(list(waiting.order_by("pk")), code, by=by, at=at)


def _resolve(waiting: list[NotUnderstood], code: str, *, by: Actor, at: datetime) -> Accepted:
    raw = [_raw(row) for row in waiting]
    known, answer = subjects_of(raw), Accepted()
    resolved = [(row, one) for row, one in zip(waiting, raw, strict=True) if one.subject in known]
    fresh = [_new_event(one, known[one.subject], code, row.source) for row, one in resolved]
    recorded = record_events(fresh, at=at)
    answer.accepted, answer.repeated = recorded.accepted, recorded.repeated
    answer.unknown = len(waiting) - len(resolved)
    pks = [row.pk for row, _ in resolved]
    NotUnderstood.objects.filter(pk__in=pks).update(resolved_at=at, resolved_by=by.name)
    return answer


def _raw(row: NotUnderstood) -> RawEvent:
    words = dict(row.payload)
    text = str(words.pop("text", ""))
    return RawEvent(
        row.subject, row.scheme, row.raw_code, row.happened_at, row.source_ref, row.place, text,
        words,
    )  # fmt: skip
