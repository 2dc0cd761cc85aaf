"""The Russian customs' decisions per waybill, duty, and decisions that staff record by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from customs.declarations.models import ImportLine
from customs.duty.queries import assess_parcels
from shipments.actor import Actor, Role
from shipments.errors import BadInput, WrongState
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, Recorded, record_events
from shipments.tracking.codes import CODES, Track
from shipments.tracking.inbox import Accepted, accept_events
from shipments.tracking.raw import RawEvent

SCHEME = "ru_customs"
DUTY_CODE = "31"

_LATEST = """
UPDATE customs_importline l SET decision = d.code, decided_at = d.at, reason = d.reason
  FROM (SELECT DISTINCT ON (number) number, code, at, reason
          FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::text[])
            AS t(number, code, at, reason) ORDER BY number, at DESC) d
  JOIN shipments_parcel p ON p.number = d.number
 WHERE l.parcel_id = p.id AND (l.decided_at IS NULL OR l.decided_at <= d.at)
"""


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """A customs mark on one individual waybill (ExpressCargoDeclarationCustomMark)."""

    waybill: str
    code: str
    at: datetime
    reason: str = ""
    place: str = "SVX"


@transaction.atomic
def record_decisions(
    *, decisions: Sequence[ImportDecision], by: Actor, at: datetime, source: str = "ru_customs"
) -> Accepted:
    """Record decisions for thousands of waybills; 31 asks for duty and is no release.

    Codes are mapped by PartnerCode (scheme ru_customs); an unknown one waits for a person.
    """
    by.require(Role.CUSTOMS, Role.PARTNER)
    raw = [
        RawEvent(
            f"parcel:{one.waybill}", SCHEME, one.code, one.at,
            f"{one.waybill}:{one.code}:{one.at:%Y%m%d%H%M%S}", one.place, one.reason[:200],
        )
        for one in decisions
    ]  # fmt: skip
    answer = accept_events(raw, by=by, at=at, source=source)
    _write_down(decisions)
    assess_duty([one.waybill for one in decisions if one.code == DUTY_CODE], at=at)
    return answer


def _write_down(decisions: Sequence[ImportDecision]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _LATEST,
            [
                [one.waybill for one in decisions],
                [one.code[:10] for one in decisions],
                [one.at for one in decisions],
                [one.reason[:300] for one in decisions],
            ],
        )


def assess_duty(numbers: Sequence[str], *, at: datetime) -> int:
    """Write the duty of these waybills with its working on their lines; returns how many."""
    lines = list(
        ImportLine.objects.filter(parcel__number__in=numbers).select_related("parcel__order")
    )
    assessed = assess_parcels([line.parcel for line in lines], at=at)
    for line in lines:
        result = assessed[line.parcel_id]
        line.duty_rub, line.fee_rub, line.working = result.duty_rub, result.fee_rub, result.working
    ImportLine.objects.bulk_update(lines, ["duty_rub", "fee_rub", "working"], batch_size=1000)
    return len(lines)


@transaction.atomic
def pay_duty(*, parcel: Parcel, reference: str, by: Actor, at: datetime) -> Recorded:
    """The buyer has paid: an event on the parcel; customs answers with 32. Once per reference."""
    by.require(Role.CUSTOMS, Role.FINANCE, Role.PARTNER)
    fresh = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if fresh.import_clearance not in ("duty_due", "duty_paid"):
        raise WrongState("no_duty_due", f"No duty is due for {fresh.number}.")
    place = fresh.channel.destination
    event = NewEvent(
        "parcel", fresh.pk, "duty_paid", at, "duty", f"paid-{reference}", place.zone, place.code
    )
    return record_events([event], at=at)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision for many would do: those it moves by present status, and those it cannot."""

    by_status: dict[str, int]
    refused: list[tuple[str, str]]
    total_duty_rub: Decimal = Decimal(0)


def _track(code: str) -> Track:
    track = CODES[code].track if code in CODES else None
    if track not in (Track.EXPORT, Track.IMPORT):
        raise BadInput("unknown_decision", "Choose one of the decisions offered.", {"code": code})
    return track


_GONE = {"delivered", "returned", "destroyed", "lost", "cancelled"}
_BEFORE_RUSSIA = {"created", "ready", "received", "packed", "loaded"}


def _refusal(parcel: Parcel, code: str) -> str:
    track = _track(code)
    if parcel.movement in _GONE:
        return f"is {parcel.get_movement_display()}"
    if track == Track.EXPORT and parcel.movement not in _BEFORE_RUSSIA:
        return "has left China" if code != "export_finalised" else ""
    if track == Track.IMPORT and parcel.movement in _BEFORE_RUSSIA:
        return "has not left China"
    if getattr(parcel, str(track)) == CODES[code].status:
        return "has this status already"
    return ""


def preview_decision(*, parcels: Sequence[Parcel], code: str) -> Preview:
    """What recording this decision for these parcels would do. Raises BadInput."""
    refused = [(p.number, reason) for p in parcels if (reason := _refusal(p, code))]
    stopped = {number for number, _ in refused}
    track = str(_track(code))
    moving = Counter(getattr(p, track) for p in parcels if p.number not in stopped)
    return Preview(dict(moving), refused)


@transaction.atomic
def decide(
    *, parcel_ids: Sequence[int], code: str, reason: str, by: Actor, at: datetime
) -> tuple[Recorded, list[tuple[str, str]]]:
    """Record one decision by hand for many parcels; those it cannot touch are named with why."""
    by.require(Role.CUSTOMS)
    track = _track(code)
    rows = Parcel.objects.filter(pk__in=parcel_ids).select_related(
        "channel__origin", "channel__destination"
    )
    parcels = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    preview = preview_decision(parcels=parcels, code=code)
    stopped = {number for number, _ in preview.refused}
    events = [_decided(p, track, code, reason, by, at) for p in parcels if p.number not in stopped]
    recorded = record_events(events, at=at)
    if code == "duty_due":
        assess_duty([p.number for p in parcels if p.number not in stopped], at=at)
    return recorded, preview.refused


def _decided(
    parcel: Parcel, track: Track, code: str, reason: str, by: Actor, at: datetime
) -> NewEvent:
    place = parcel.channel.origin if track == Track.EXPORT else parcel.channel.destination
    return NewEvent(
        "parcel", parcel.pk, code, at, f"desk:{by.name}"[:40], f"{code}-{at.isoformat()}",
        place.zone, place.code, {"reason": reason} if reason else {},
    )  # fmt: skip
