"""The Russian customs' decisions per waybill, and duty that is asked for and paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customs.declarations.assessment import assess_lines
from customs.declarations.models import ImportLine
from customs.declarations.receipts import NewReceipt, keep_receipts
from shipments.actor import Actor, Role
from shipments.errors import WrongState
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, Recorded, record_events
from shipments.tracking.inbox import Accepted, accept_events, codes_of
from shipments.tracking.models import Event
from shipments.tracking.raw import RawEvent

SCHEME = "ru_customs"
DUTY = "duty_due"

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
    registration_number: str = ""


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
    codes = {code: ours for (_scheme, code), ours in codes_of(raw).items()}
    keep_receipts([_receipt(one, codes) for one in taken], source=source, at=at)
    asked = [one.waybill for one in taken if codes.get(one.code) == DUTY]
    assess_duty(list(Parcel.objects.filter(number__in=asked).values_list("pk", flat=True)), at=at)
    return answer


def _receipt(one: ImportDecision, codes: dict[str, str]) -> NewReceipt:
    ours = codes.get(one.code, "")
    return NewReceipt(one.waybill, SCHEME, one.code, ours, one.at, one.waybill, one.reason)


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


def assess_duty(parcel_ids: Sequence[int], *, at: datetime) -> int:
    """Write the duty of these parcels with its working on their lines; returns how many."""
    if not parcel_ids:
        return 0
    return assess_lines(ImportLine.objects.filter(parcel__in=parcel_ids), at=at)


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
