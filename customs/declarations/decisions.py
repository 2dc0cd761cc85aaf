"""The Russian customs' decisions per waybill, and the lines of the registries they answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from customs.declarations.assessment import assess_lines
from customs.declarations.lifecycle import REGISTRY
from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.places import places_of
from customs.declarations.receipts import NewReceipt, keep_receipts
from shipments.actor import Actor, Role
from shipments.event_codes import EventCode
from shipments.parcels.models import ImportClearance, Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.histories import happenings_of
from shipments.tracking.intake import Accepted, accept_events, codes_of
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.projection import Happening, status_after
from shipments.tracking.tracks import Track

SCHEME = "ru_customs"
DUTY = EventCode.DUTY_DUE

# A decision answers the line of the registry with its registration number, else the latest line.
_ANSWERED = """
  JOIN shipments_parcel p ON p.number = t.number
  JOIN LATERAL (SELECT i.id, i.registry_id FROM customs_importline i
                  JOIN customs_importregistry r ON r.id = i.registry_id
                 WHERE i.parcel_id = p.id
                 ORDER BY t.registration <> '' AND t.registration IN
                          (r.registration_number, i.registration_number) DESC,
                       i.id DESC LIMIT 1) l ON true
"""
_LATEST = f"""
UPDATE customs_importline l SET decision = d.code, decided_code = d.ours, decided_by = '',
       decided_at = d.at, reason = d.reason, reason_code = d.reason_code,
       registration_number = coalesce(nullif(d.registration, ''), l.registration_number)
  FROM (SELECT DISTINCT ON (l.id) l.id, t.* FROM unnest(%s::text[], %s::text[], %s::text[],
               %s::timestamptz[], %s::text[], %s::text[], %s::text[])
            AS t(number, code, ours, at, reason, reason_code, registration)
        {_ANSWERED} ORDER BY l.id, t.at DESC) d
 WHERE l.id = d.id AND (l.decided_at IS NULL OR l.decided_at <= d.at)
"""
# Customs' number of a registry is learnt from the first answer to it.
_REGISTERED = f"""
UPDATE customs_importregistry r SET registration_number = d.registration
  FROM (SELECT DISTINCT ON (l.registry_id) l.registry_id, t.registration
          FROM unnest(%s::text[], %s::text[], %s::timestamptz[]) AS t(number, registration, at)
          {_ANSWERED} WHERE t.registration <> '' ORDER BY l.registry_id, t.at) d
 WHERE r.id = d.registry_id AND r.registration_number = ''
RETURNING r.id
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

    `registration_number` is customs' number of the filing that it answers, `reason_code` customs'
    own of why.
    """

    waybill: str
    code: str
    at: datetime
    reason: str = ""
    registration_number: str = ""
    reason_code: str = ""


@transaction.atomic
def record_decisions(
    *, decisions: Sequence[ImportDecision], by: Actor, at: datetime, source: str = "ru_customs"
) -> Accepted:
    """Record decisions for thousands of waybills; 31 asks for duty and is no release.

    A registry is registered once an answer to it has customs' number. Codes are mapped by
    PartnerCode (scheme ru_customs); an unknown one waits for a person, and so does what cannot be:
    a release of what is in no filed registry or has not left China. What was refused under one
    registration number is open again under another. A decision about a waybill that is not ours is
    refused by its index.
    """
    by.require(Role.CUSTOMS, Role.PARTNER)
    places = places_of((decision.waybill for decision in decisions), "destination")
    raw = [_raw(decision, places.get(decision.waybill, "")) for decision in decisions]
    answer = accept_events(raw, by=by, at=at, source=source)
    stopped = {index for index, *_why in (*answer.refused, *answer.doubts)}
    taken = [decision for index, decision in enumerate(decisions) if index not in stopped]
    codes = {code: ours for (_scheme, code), ours in codes_of(raw).items()}
    _write_down(taken, codes)
    _register(taken, by, at)
    _open_refiled(taken, at)
    keep_receipts([_receipt(item, codes) for item in taken], source=source, at=at)
    asked = [item.waybill for item in taken if codes.get(item.code) == DUTY]
    assess_duty(list(Parcel.objects.filter(number__in=asked).values_list("pk", flat=True)))
    return answer


def _raw(import_decision: ImportDecision, place: str) -> RawEvent:
    ref = f"{import_decision.waybill}:{import_decision.code}:{import_decision.at:%Y%m%d%H%M%S}"
    number = import_decision.registration_number.strip()[:30]
    words = {"registration": number, "reason_code": import_decision.reason_code[:20]}
    payload = {name: text for name, text in words.items() if text}
    return RawEvent(
        f"parcel:{import_decision.waybill}",
        SCHEME,
        import_decision.code,
        import_decision.at,
        ref,
        place,
        import_decision.reason[:200],
        payload,
    )


def _receipt(import_decision: ImportDecision, codes: dict[str, str]) -> NewReceipt:
    ours, text = (
        codes.get(import_decision.code, ""),
        f"{import_decision.reason_code} {import_decision.reason}".strip(),
    )
    return NewReceipt(
        import_decision.waybill,
        SCHEME,
        import_decision.code,
        ours,
        import_decision.at,
        import_decision.waybill,
        text,
    )


def _write_down(decisions: Sequence[ImportDecision], codes: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _LATEST,
            [
                [decision.waybill for decision in decisions],
                [decision.code[:10] for decision in decisions],
                [codes.get(decision.code, "") for decision in decisions],
                [decision.at for decision in decisions],
                [decision.reason[:300] for decision in decisions],
                [decision.reason_code[:20] for decision in decisions],
                [decision.registration_number.strip()[:30] for decision in decisions],
            ],
        )


def _register(decisions: Sequence[ImportDecision], by: Actor, at: datetime) -> None:
    """Registries whose number was learnt just now are registered, as customs say."""
    with connection.cursor() as cursor:
        cursor.execute(
            _REGISTERED,
            [
                [decision.waybill for decision in decisions],
                [decision.registration_number.strip()[:30] for decision in decisions],
                [decision.at for decision in decisions],
            ],
        )
        learnt = [pk for (pk,) in cursor.fetchall()]
    rows = ImportRegistry.objects.filter(pk__in=learnt, status=ImportRegistry.Status.FILED)
    REGISTRY.move(list(rows.order_by("pk")), ImportRegistry.Status.REGISTERED, by=by, at=at)


def _open_refiled(decisions: Sequence[ImportDecision], at: datetime) -> None:
    """Where one filing was refused and another has answered since, say that it was filed anew."""
    numbers = [decision.waybill for decision in decisions if decision.registration_number.strip()]
    if not numbers:
        return
    parcels = list(Parcel.objects.filter(number__in=numbers).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_FILINGS, [parcels])
        filings = cursor.fetchall()
    several = {pk for pk, count in Counter(row[0] for row in filings).items() if count > 1}
    stories = happenings_of(sorted(several)) if several else {}
    refiled = [
        NewEvent(
            "parcel",
            pk,
            EventCode.IMPORT_REFILED,
            first - _INSTANT,
            source=SCHEME,
            source_ref=f"refiled-{number}",
            zone=zone,
            place=place,
            detail={"registration": number},
        )
        for pk, number, first, zone, place in filings
        if pk in several and _stood_refused(stories[pk], first)
    ]
    record_events(refiled, at=at)


def _stood_refused(story: Sequence[Happening], moment: datetime) -> bool:
    before = [happening for happening in story if happening.happened_at < moment]
    return status_after(Track.IMPORT, before)[0] == ImportClearance.REFUSED


def assess_duty(parcel_ids: Sequence[int]) -> int:
    """Write the duty of these parcels' latest lines where nothing was worked out yet.

    It is that of the registry's own day; what was worked out does not move. Returns how many.
    """
    latest = ImportLine.objects.filter(parcel__in=parcel_ids).order_by("parcel_id", "-pk")
    rows = list(latest.distinct("parcel_id").values_list("pk", "duty_day", "registry__filed_at"))
    due: dict[datetime, list[int]] = {}
    for pk, day, filed_at in rows:
        if day is None and filed_at is not None:
            due.setdefault(filed_at, []).append(pk)
    return sum(
        assess_lines(ImportLine.objects.filter(pk__in=pks), at=filed_at)
        for filed_at, pks in due.items()
    )
