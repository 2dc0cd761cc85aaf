"""The Russian customs' decisions per waybill, duty, and decisions that staff record by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customs.declarations.assessment import assess_lines
from customs.declarations.lifecycle import EXPORT, EXPORT_FOLLOWS
from customs.declarations.models import BEFORE_DEPARTURE, ExportDeclaration, ImportLine
from shipments.actor import Actor, Role
from shipments.errors import BadInput, WrongState
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, Recorded, record_events
from shipments.tracking.codes import CODES, LEVELS, Code, Track
from shipments.tracking.inbox import Accepted, accept_events, codes_of
from shipments.tracking.models import Event
from shipments.tracking.raw import RawEvent

SCHEME = "ru_customs"
DUTY = "duty_due"
# What we do ourselves is no decision of an authority.
OUR_DEEDS = {"export_filed", "import_pre_declared"}

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

    Codes are mapped by PartnerCode (scheme ru_customs); an unknown one waits for a person. A
    decision about a waybill that is not ours is refused by its index.
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
    refused = {index for index, *_why in answer.refused}
    taken = [one for index, one in enumerate(decisions) if index not in refused]
    _write_down(taken)
    codes = codes_of(raw)
    assess_duty([one.waybill for one in taken if codes.get((SCHEME, one.code)) == DUTY], at=at)
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
    if not numbers:
        return 0
    return assess_lines(ImportLine.objects.filter(parcel__number__in=numbers), at=at)


@transaction.atomic
def pay_duty(*, parcel: Parcel, reference: str, by: Actor, at: datetime) -> Recorded:
    """The buyer has paid: an event on the parcel; customs answers with 32. Once per reference.

    Raises WrongState where no duty is due.
    """
    by.require(Role.CUSTOMS, Role.FINANCE, Role.PARTNER)
    fresh = Parcel.objects.select_for_update(no_key=True).get(pk=parcel.pk)
    ref = f"paid-{reference}"[:120]
    if Event.objects.filter(parcel=fresh, source="duty", source_ref=ref).exists():
        return Recorded(repeated=1)
    if fresh.import_clearance not in (DUTY, "duty_paid"):
        raise WrongState(
            "no_duty_due", _("No duty is due for %(number)s.") % {"number": fresh.number}
        )
    place = fresh.channel.destination
    event = NewEvent("parcel", fresh.pk, "duty_paid", at, "duty", ref, place.zone, place.code)
    return record_events([event], at=at)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision for many would do: those it moves by present status, and those it cannot."""

    by_status: dict[str, int]
    refused: list[tuple[str, str]]


def decisions_on(track: Track) -> list[Code]:
    """What staff may record by hand on a track."""
    return [c for c in CODES.values() if c.track == track and c.code not in OUR_DEEDS]


def _decision(code: str) -> tuple[Code, Track]:
    found = CODES.get(code)
    if found is None or found.track not in (Track.EXPORT, Track.IMPORT) or code in OUR_DEEDS:
        message = _("Choose one of the decisions offered.")
        raise BadInput("unknown_decision", message, {"code": code})
    return found, found.track


_GONE = {"delivered", "returned", "destroyed", "lost", "cancelled"}


def _refusal(parcel: Parcel, code: str) -> str:
    """Why a decision cannot be recorded of a parcel; empty where it can."""
    found, track = _decision(code)
    in_china = parcel.movement in BEFORE_DEPARTURE
    if parcel.movement in _GONE:
        return _("is %(status)s") % {"status": parcel.get_movement_display()}
    if track == Track.EXPORT and not in_china and code != "export_finalised":
        return _("has left China")
    if track == Track.IMPORT and in_china:
        return _("has not left China")
    if getattr(parcel, track) == found.status:
        return _("has this status already")
    if _is_settled(getattr(parcel, track), found, track):
        return _("was decided already; only a correction can change that")
    return ""


def _is_settled(status: str, code: Code, track: Track) -> bool:
    """Whether the present status is left by nothing on the level of this code (`codes.LEVELS`)."""
    return not code.corrects and LEVELS[track].get(status, 0) >= max(1, code.level)


def preview_decision(*, parcels: Sequence[Parcel], code: str) -> Preview:
    """What recording this decision for these parcels would do. Raises BadInput."""
    track = _decision(code)[1]
    refused = [(p.number, reason) for p in parcels if (reason := _refusal(p, code))]
    stopped = {number for number, _reason in refused}
    moving = Counter(getattr(p, track) for p in parcels if p.number not in stopped)
    return Preview(dict(moving), refused)


@transaction.atomic
def decide(
    *, parcel_ids: Sequence[int], code: str, reason: str, by: Actor, at: datetime
) -> tuple[Recorded, list[tuple[str, str]]]:
    """Record one decision by hand for many parcels; those it cannot touch are named with why.

    The export declaration follows its parcel; where duty is asked for it is worked out. Raises
    BadInput for a code that is no decision.
    """
    by.require(Role.CUSTOMS)
    track = _decision(code)[1]
    rows = Parcel.objects.filter(pk__in=parcel_ids).select_related(
        "channel__origin", "channel__destination"
    )
    parcels = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    refused = preview_decision(parcels=parcels, code=code).refused
    stopped = {number for number, _reason in refused}
    free = [parcel for parcel in parcels if parcel.number not in stopped]
    recorded = record_events([_decided(p, track, code, reason, by, at) for p in free], at=at)
    if code in EXPORT_FOLLOWS:
        declared = ExportDeclaration.objects.filter(parcel__in=free)
        EXPORT.move(list(declared), EXPORT_FOLLOWS[code], by=by, at=at, why=reason[:300])
    if code == DUTY:
        assess_duty([parcel.number for parcel in free], at=at)
    return recorded, refused


def _decided(
    parcel: Parcel, track: Track, code: str, reason: str, by: Actor, at: datetime
) -> NewEvent:
    place = parcel.channel.origin if track == Track.EXPORT else parcel.channel.destination
    return NewEvent(
        "parcel", parcel.pk, code, at, f"desk:{by.name}"[:40], f"{code}-{at.isoformat()}",
        place.zone, place.code, {"reason": reason} if reason else {},
    )  # fmt: skip
