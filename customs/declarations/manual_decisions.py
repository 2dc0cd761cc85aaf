"""Decisions that staff record by hand: for a few, in an action for many, and taking them back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from customs.declarations.decisions import DUTY, assess_duty
from customs.declarations.gates import Shut, shut_for
from customs.declarations.hand_lines import line_of, lines_back, write_by_hand
from customs.declarations.lifecycle import EXPORT, EXPORT_BACK, EXPORT_FOLLOWS
from customs.declarations.models import ExportDeclaration
from customs.declarations.receipts import NewReceipt, keep_receipts
from customs.declarations.rules import (
    BACK,
    BACK_EARLY,
    decision_of,
    refusals_of,
    stands_already,
)
from shipments.actor import Actor, Role
from shipments.event_codes import EventCode
from shipments.parcels.models import Movement, Parcel
from shipments.sentences import Told, say, word
from shipments.tracking.actions import NewEvent, Recorded, record_events
from shipments.tracking.codes import CODES
from shipments.tracking.models import Event
from shipments.tracking.tracks import SINCE, Track

BY_HAND, ALREADY = "desk", "already"
_INSTANT = timedelta(microseconds=1)


@transaction.atomic
def decide(
    *,
    parcel_ids: Sequence[int],
    code: str,
    reason: str,
    by: Actor,
    at: datetime,
    also: Collection[str] = (),
) -> tuple[Recorded, list[tuple[str, str]]]:
    """Record one decision by hand for many parcels; those it cannot touch are named with why.

    - A release leaves alone what owes duty, lacks papers or is under inspection, unless `also`
      opens that gate (`gates.Gate`, two joined by a plus); the event keeps what stood open.
    - The export declaration and the line of the registry follow; duty asked for is worked out.
    - Raises BadInput for a code that is no decision.
    """
    by.require(Role.CUSTOMS)
    decision_of(code)
    parcels = _locked(parcel_ids)
    why = refusals_of(parcels, code, also)
    refused = [(parcel.number, str(why[parcel.pk])) for parcel in parcels if parcel.pk in why]
    free = [parcel for parcel in parcels if parcel.pk not in why]
    return _record(free, code, {"reason": reason} if reason else {}, by, at), refused


@transaction.atomic
def decide_for_action(
    *,
    parcel_ids: Sequence[int],
    code: str,
    reason: str,
    action: str,
    by: Actor,
    at: datetime,
    also: Collection[str] = (),
) -> dict[int, Told]:
    """The same for a chunk of an action done to many, so that it can be taken back.

    Answers for each row that was not moved the word "already" or the reason. Raises BadInput.
    """
    by.require(Role.CUSTOMS)
    decision_of(code)
    told: dict[int, Told] = dict.fromkeys(parcel_ids, say("There is no such parcel."))
    parcels = _locked(parcel_ids)
    why = refusals_of(parcels, code, also)
    for parcel in parcels:
        already = stands_already(parcel, code)
        told[parcel.pk] = ALREADY if already else why.get(parcel.pk, "")
    free = [parcel for parcel in parcels if not told[parcel.pk]]
    detail = {"reason": reason, "action": action} if reason else {"action": action}
    _record(free, code, detail, by, at)
    return told


def _locked(parcel_ids: Sequence[int]) -> list[Parcel]:
    rows = Parcel.objects.filter(pk__in=parcel_ids).select_related(
        "channel__origin", "channel__destination"
    )
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def _record(
    free: Sequence[Parcel], code: str, detail: dict[str, str], by: Actor, at: datetime
) -> Recorded:
    track, why = decision_of(code)[1], detail.get("reason", "")
    ref, pks = f"{code}-{at.isoformat()}", [parcel.pk for parcel in free]
    shut = shut_for(pks, code, track)
    lines = line_of(pks) if track == Track.IMPORT and "action" in detail else {}
    events = [
        _event(p, code, _kept_with(detail, p, track, shut.get(p.pk), lines), ref, by, at)
        for p in free
    ]
    recorded = record_events(events, at=at)
    if track == Track.IMPORT:
        write_by_hand(pks, code=code, reason=why, by=by, at=at)
    keep_receipts(
        [NewReceipt(p.number, BY_HAND, code, code, at, p.number, why) for p in free],
        source=by.name,
        at=at,
    )
    if code in EXPORT_FOLLOWS:
        declared = ExportDeclaration.objects.filter(parcel__in=free)
        EXPORT.move(list(declared), EXPORT_FOLLOWS[code], by=by, at=at, note=why)
    if code == DUTY:
        assess_duty(pks)
    return recorded


def _kept_with(
    detail: dict[str, str],
    parcel: Parcel,
    track: Track,
    shut: Shut | None,
    lines: Mapping[int, Any],
) -> dict[str, Any]:
    """What can be taken back remembers what stood before it; a release, the gate it went by."""
    kept = {**detail, **(shut.detail if shut else {})}
    if "action" in detail:
        kept |= {"before": getattr(parcel, track)}
        kept |= {"line": lines[parcel.pk]} if parcel.pk in lines else {}
    return kept


def _event(
    parcel: Parcel, code: str, detail: dict[str, Any], ref: str, by: Actor, at: datetime
) -> NewEvent:
    channel = parcel.channel
    place = channel.origin if CODES[code].track == Track.EXPORT else channel.destination
    return NewEvent(
        "parcel",
        parcel.pk,
        code,
        at,
        source=_source(by),
        source_ref=ref,
        zone=place.zone,
        place=place.code,
        detail=detail,
    )


def _source(by: Actor) -> str:
    return f"{BY_HAND}:{by.name}"[:40]


@transaction.atomic
def take_back(
    *, parcel_ids: Sequence[int], code: str, action: str, by: Actor, at: datetime
) -> dict[int, Told]:
    """Take back what an action decided, by a correction; answers why a row is kept.

    What has moved on since, on its way or by another decision, is kept as it is.
    """
    by.require(Role.CUSTOMS)
    told_by = _events_of(parcel_ids, code, action, by)
    parcels = _locked(parcel_ids)
    kept: dict[int, Told] = {
        p.pk: why for p in parcels if (why := _why_kept(p, code, told_by.get(p.pk)))
    }
    back = [(p, told_by[p.pk].detail["before"]) for p in parcels if p.pk not in kept]
    record_events(
        [event for p, before in back for event in _corrections(p, code, before, action, by, at)],
        at=at,
    )
    if CODES[code].track == Track.EXPORT:
        _declarations_back(back, by, at)
    else:
        lines_back({p.pk: told_by[p.pk].detail.get("line") for p, _before in back})
    return kept


def _events_of(
    parcel_ids: Sequence[int], code: str, action: str, by: Actor
) -> dict[int | None, Event]:
    rows = Event.objects.filter(
        parcel__in=parcel_ids, code=code, source=_source(by), detail__action=action
    )
    return {event.parcel_id: event for event in rows}


def _why_kept(parcel: Parcel, code: str, event: Event | None) -> Told:
    found, track = decision_of(code)
    standing = getattr(parcel, track), getattr(parcel, SINCE[track])
    if event is None or standing != (found.status, event.happened_at):
        return say("was decided anew since")
    waiting = Movement.IN_ORIGIN if track == Track.EXPORT else Movement.AT_BORDER
    if parcel.movement not in waiting and code != EventCode.EXPORT_FINALISED:
        return say("is %(status)s already", status=word(Movement(parcel.movement).label))
    return ""


def _corrections(
    parcel: Parcel, code: str, before: str, action: str, by: Actor, at: datetime
) -> list[NewEvent]:
    """The correction, and the decision that stood before where the correction leads elsewhere."""
    track = decision_of(code)[1]
    back = CODES[BACK_EARLY if before == CODES[BACK_EARLY].status else BACK[track]]
    events = [_event(parcel, back.code, {"action": action}, f"back-{action}", by, at)]
    if before != back.status:
        again = _code_of(track, before)
        events.append(
            _event(parcel, again, {"action": action}, f"again-{action}", by, at + _INSTANT)
        )
    return events


def _code_of(track: Track, status: str) -> str:
    found = [c for c in CODES.values() if c.track == track and c.status == status]
    return next(c.code for c in found if c.code not in {*BACK.values(), BACK_EARLY})


def _declarations_back(back: Sequence[tuple[Parcel, str]], by: Actor, at: datetime) -> None:
    """Export declarations stand again as they stood before."""
    before = {parcel.pk: status for parcel, status in back}
    stood: dict[str, list[ExportDeclaration]] = {}
    for export_declaration in ExportDeclaration.objects.filter(parcel__in=before).order_by("pk"):
        code = _code_of(Track.EXPORT, before[export_declaration.parcel_id])
        stood.setdefault(EXPORT_FOLLOWS.get(code, ExportDeclaration.Status.FILED), []).append(
            export_declaration
        )
    for status, declarations in stood.items():
        EXPORT_BACK.move(declarations, status, by=by, at=at, note="taken back")
