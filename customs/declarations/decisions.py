"""The Russian customs' decisions per waybill, and duty that is asked for and paid."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from customs.declarations.assessment import assess_lines
from customs.declarations.models import ImportLine
from customs.declarations.receipts import NewReceipt, keep_receipts
from shipments.actor import Actor, Role
from shipments.errors import WrongState
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, Recorded, record_events
from shipments.tracking.codes import Track
from shipments.tracking.happenings import happenings_of
from shipments.tracking.inbox import Accepted, accept_events, codes_of
from shipments.tracking.models import Event
from shipments.tracking.projection import Happening, status_after
from shipments.tracking.raw import RawEvent

SCHEME = "ru_customs"
DUTY = "duty_due"

_LATEST = """
UPDATE customs_importline l SET decision = d.code, decided_at = d.at, reason = d.reason,
       registration_number = coalesce(nullif(d.registration, ''), l.registration_number)
  FROM (SELECT DISTINCT ON (number) number, code, at, reason, registration
          FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
            AS t(number, code, at, reason, registration) ORDER BY number, at DESC) d
  JOIN shipments_parcel p ON p.number = d.number
 WHERE l.parcel_id = p.id AND (l.decided_at IS NULL OR l.decided_at <= d.at)
"""
# Customs' number of a registry is learnt from the first answer to it.
_REGISTERED = """
UPDATE customs_importregistry r SET registration_number = d.registration
  FROM (SELECT DISTINCT ON (l.registry_id) l.registry_id, t.registration
          FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS t(number, registration, at)
          JOIN shipments_parcel p ON p.number = t.number
          JOIN LATERAL (SELECT i.registry_id FROM customs_importline i
                         WHERE i.parcel_id = p.id ORDER BY i.id DESC LIMIT 1) l ON true
         WHERE t.registration <> '' ORDER BY l.registry_id, t.at) d
 WHERE r.id = d.registry_id AND r.registration_number = ''
"""
# Each filing that has answered about these parcels, and when it did first.
_FILINGS = """
SELECT e.parcel_id, e.detail->>'registration', min(e.happened_at), min(e.zone), min(e.place)
  FROM shipments_event e
 WHERE e.parcel_id = ANY(%s) AND e.detail ? 'registration' GROUP BY 1, 2
"""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ImportDecision:
    """A customs mark on one individual waybill (ExpressCargoDeclarationCustomMark).

    `registration_number` is customs' number of the filing that it answers.
    """

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

    Codes are mapped by PartnerCode (scheme ru_customs); an unknown one waits for a person, and so
    does what cannot be: a release of what is in no filed registry or has not left China. What was
    refused under one registration number is open again under another. A decision about a waybill
    that is not ours is refused by its index.
    """
    by.require(Role.CUSTOMS, Role.PARTNER)
    raw = [_raw(one) for one in decisions]
    answer = accept_events(raw, by=by, at=at, source=source)
    stopped = {index for index, *_why in (*answer.refused, *answer.doubts)}
    taken = [one for index, one in enumerate(decisions) if index not in stopped]
    _write_down(taken)
    _open_refiled(taken, at)
    codes = {code: ours for (_scheme, code), ours in codes_of(raw).items()}
    keep_receipts([_receipt(one, codes) for one in taken], source=source, at=at)
    asked = [one.waybill for one in taken if codes.get(one.code) == DUTY]
    assess_duty(list(Parcel.objects.filter(number__in=asked).values_list("pk", flat=True)), at=at)
    return answer


def _raw(one: ImportDecision) -> RawEvent:
    ref = f"{one.waybill}:{one.code}:{one.at:%Y%m%d%H%M%S}"
    number = one.registration_number.strip()[:30]
    payload = {"registration": number} if number else {}
    return RawEvent(
        f"parcel:{one.waybill}", SCHEME, one.code, one.at, ref, one.place, one.reason[:200], payload
    )


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
                [one.registration_number.strip()[:30] for one in decisions],
            ],
        )
        cursor.execute(
            _REGISTERED,
            [
                [one.waybill for one in decisions],
                [one.registration_number.strip()[:30] for one in decisions],
                [one.at for one in decisions],
            ],
        )


def _open_refiled(decisions: Sequence[ImportDecision], at: datetime) -> None:
    """Where one filing was refused and another has answered since, say that it was filed anew."""
    numbers = [one.waybill for one in decisions if one.registration_number.strip()]
    if not numbers:
        return
    parcels = list(Parcel.objects.filter(number__in=numbers).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_FILINGS, [parcels])
        filings = cursor.fetchall()
    several = {pk for pk, count in Counter(row[0] for row in filings).items() if count > 1}
    stories = happenings_of(sorted(several)) if several else {}
    refiled = [
        NewEvent("parcel", pk, "import_refiled", first - _INSTANT, SCHEME, f"refiled-{number}",
                 zone, place, {"registration": number})
        for pk, number, first, zone, place in filings
        if pk in several and _stood_refused(stories[pk], first)
    ]  # fmt: skip
    record_events(refiled, at=at)


def _stood_refused(story: Sequence[Happening], moment: datetime) -> bool:
    before = [one for one in story if one.happened_at < moment]
    return status_after(Track.IMPORT, before)[0] == "refused"


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
