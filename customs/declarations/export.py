"""Filing export declarations and taking the Chinese customs' receipts, set-based."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from customs.declarations.lifecycle import EXPORT, EXPORT_FOLLOWS
from customs.declarations.matching import receipts_about
from customs.declarations.models import ExportDeclaration
from customs.declarations.places import places_of
from customs.declarations.receipt_cases import open_receipt_cases
from customs.declarations.receipts import NewReceipt, keep_receipts
from customs.declarations.strangers import keep_strangers
from customs.messages.codes import EXISTS, is_told_twice
from shipments.actor import Actor, Role
from shipments.bulk.undoing import under_undo
from shipments.event_codes import EventCode
from shipments.parcels.models import ExportClearance, Movement, Parcel
from shipments.runs.apart import in_pieces, resting
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.codes import CODES
from shipments.tracking.intake import Accepted, accept_events, codes_of
from shipments.tracking.partner_event import RawEvent

Status = ExportDeclaration.Status
CHUNK = 5_000
SCHEME = "cn_customs"
# The steps of the jobs, as their failures name them.
FILING, REFILING = "file_exports", "refile_rejected"

# After so many attempts a person must look at why customs rejects it.
MAX_ATTEMPTS = 3

_TAKE = """
SELECT p.id, w.customs_mode, o.code, o.zone FROM shipments_parcel p
  JOIN shipments_warehouse w ON w.id = p.warehouse_id
  JOIN shipments_channel c ON c.id = p.channel_id
  JOIN shipments_place o ON o.id = c.origin_id
 WHERE p.movement = 'packed' AND p.export_clearance = 'not_filed' AND NOT p.held
   AND NOT EXISTS (SELECT 1 FROM customs_exportdeclaration d WHERE d.parcel_id = p.id)
   AND NOT EXISTS (SELECT 1 FROM shipments_parcelitem i
         JOIN shipments_orderline l ON l.id = i.line_id
         JOIN shipments_product g ON g.id = l.product_id
        WHERE i.parcel_id = p.id AND g.lacks_customs_data)
   AND p.id <> ALL(%s)
 ORDER BY p.id LIMIT %s FOR NO KEY UPDATE OF p SKIP LOCKED
"""
_FILE = """
INSERT INTO customs_exportdeclaration (parcel_id, status, mode, cop_number, authority_number,
    attempt, last_receipt, last_receipt_info, filed_at)
SELECT p, 'filed', m, 'C' || lpad(p::text, 12, '0'), '', 1, '', '', %s
  FROM unnest(%s::bigint[], %s::text[]) AS t(p, m) ON CONFLICT DO NOTHING
"""
_ANSWERED = """
UPDATE customs_exportdeclaration d SET last_receipt = t.code, last_receipt_at = t.at,
    last_receipt_info = t.info, authority_number = coalesce(nullif(t.theirs, ''), authority_number)
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
    AS t(id, code, at, info, theirs) WHERE d.id = t.id
"""


@dataclass(frozen=True, slots=True)
class ExportReceipt:
    """An answer of customs: our number of the list, the code, when it was returned, what it says.

    An answer about an order or a waybill has no `cop_number`, but the order's number with the
    seller's code, or the waybill's number.
    """

    cop_number: str
    code: str
    at: datetime
    info: str = ""
    authority_number: str = ""
    order_number: str = ""
    waybill: str = ""
    seller_code: str = ""

    @property
    def number(self) -> str:
        """The number of what it answers."""
        return self.cop_number or self.waybill or self.order_number or self.authority_number

    @property
    def raw_code(self) -> str:
        """The code as the table of codes knows it: all processing errors are one.

        A refusal because customs have it already is a code of its own.
        """
        base = "<0" if self.code.startswith("-") else self.code
        return f"{base}{EXISTS}" if is_told_twice(self.code, self.info) else base


def file_export_declarations(*, limit: int, by: Actor, at: datetime) -> int:
    """File a declaration for every packed parcel that has none, in chunks; returns how many.

    What holds goods without the data customs asks for waits until its seller has filled them in.
    """
    by.require(Role.CUSTOMS)
    filed = 0
    while filed < limit and (done := _file_chunk(min(CHUNK, limit - filed), at)):
        filed += done
    return filed


@transaction.atomic
def _file_chunk(size: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [list(resting(FILING, at=at)), size])
        due = {pk: (mode, place, zone) for pk, mode, place, zone in cursor.fetchall()}
    return sum(in_pieces(FILING, Parcel, list(due), lambda pks: _file(pks, due, at), at=at))


def _file(pks: list[int], due: Mapping[int, tuple[str, str, str]], at: datetime) -> int:
    """`due` holds the mode of customs, the place where the channel begins, and its zone."""
    with connection.cursor() as cursor:
        cursor.execute(_FILE, [at, pks, [due[pk][0] for pk in pks]])
    record_events([_filed(pk, 1, at, *due[pk][1:]) for pk in pks], at=at)
    return len(pks)


def _filed(parcel_id: int, attempt: int, at: datetime, place: str, zone: str) -> NewEvent:
    ref = f"export-{attempt}"
    return NewEvent(
        "parcel",
        parcel_id,
        EventCode.EXPORT_FILED,
        at,
        source="customs",
        source_ref=ref,
        zone=zone,
        place=place,
    )


@transaction.atomic
def refile_rejected(*, limit: int, by: Actor, at: datetime) -> int:
    """File what was rejected or withdrawn once more, by the next attempt; returns how many.

    Only while the parcel waits in China, is not held and has no other answer; MAX_ATTEMPTS in all.
    """
    by.require(Role.CUSTOMS)
    rows = ExportDeclaration.objects.filter(
        status__in=[Status.REJECTED, Status.WITHDRAWN],
        attempt__lt=MAX_ATTEMPTS,
        parcel__held=False,
        parcel__movement__in=Movement.IN_ORIGIN,
        parcel__export_clearance__in=[ExportClearance.REJECTED, ExportClearance.NOT_FILED],
    )
    settled = rows.exclude(under_undo("parcel", "parcel_id"))
    awake = settled.exclude(pk__in=resting(REFILING, at=at)).order_by("parcel_id")
    locked = awake.select_related("parcel").select_for_update(
        skip_locked=True, of=("parcel",), no_key=True
    )
    pks = [item.pk for item in locked[:limit]]
    refile = partial(_refile, by=by, at=at)
    return sum(in_pieces(REFILING, ExportDeclaration, pks, refile, at=at))


def _refile(pks: list[int], *, by: Actor, at: datetime) -> int:
    rows = ExportDeclaration.objects.select_related("parcel__channel__origin")
    due = list(rows.filter(pk__in=pks).order_by("parcel_id"))
    filed = EXPORT.move(due, Status.FILED, by=by, at=at, note="filed again").moved
    anew = ExportDeclaration.objects.filter(pk__in=[registry.pk for registry in filed])
    anew.update(attempt=F("attempt") + 1, filed_at=at)
    record_events([_filed_again(registry, at) for registry in filed], at=at)
    return len(filed)


def _filed_again(row: ExportDeclaration, at: datetime) -> NewEvent:
    """Of a row that was read before its attempt was counted."""
    origin = row.parcel.channel.origin
    return _filed(row.parcel_id, row.attempt + 1, at, origin.code, origin.zone)


@transaction.atomic
def take_receipts(
    *,
    receipts: Sequence[ExportReceipt],
    by: Actor,
    at: datetime,
    source: str = SCHEME,
    message_id: int | None = None,
) -> Accepted:
    """Take receipts in any order, doubled or late; codes are mapped by the table of PartnerCode.

    - An unknown code waits for a person. Negative codes are errors of processing: the declaration
      is rejected; but a refusal because customs have the list already moves nothing.
    - What was not sent, not readable or refused as known opens a case for a person.
    - A receipt about a number that is not ours is refused by its index, and kept until it is ours.
    """
    by.require(Role.CUSTOMS, Role.PARTNER)
    told = receipts_about(receipts)
    places = places_of((number for _, number in told), "origin")
    raw = [_raw(receipts[index], number, places.get(number, "")) for index, number in told]
    answer = accept_events(raw, by=by, at=at, source=source)
    codes, refused = codes_of(raw), {place for place, *_ in answer.refused}
    taken = [
        (receipts[index], words, codes.get((SCHEME, words.raw_code), ""))
        for place, ((index, _number), words) in enumerate(zip(told, raw, strict=True))
        if place not in refused
    ]
    answer.refused = [(told[place][0], code, why) for place, code, why in answer.refused]
    strangers = [receipts[index] for index, code, _ in answer.refused if code == "unknown_subject"]
    keep_strangers(strangers, source=source, message_id=message_id, at=at)
    fresh = keep_receipts([_receipt(*item) for item in taken], source=source, at=at)
    open_receipt_cases(fresh, by=by, at=at)
    moving = [(item, code) for item, words, code in taken if not words.raw_code.endswith(EXISTS)]
    write_down(moving, by=by, at=at)
    return answer


def _raw(export_receipt: ExportReceipt, parcel_number: str, place: str) -> RawEvent:
    return RawEvent(
        subject=f"parcel:{parcel_number}",
        scheme=SCHEME,
        raw_code=export_receipt.raw_code,
        happened_at=export_receipt.at,
        source_ref=f"{export_receipt.number}:{export_receipt.code}:{export_receipt.at:%Y%m%d%H%M%S}",
        place=place,
        text=export_receipt.info[:200],
        payload={
            "cop_number": export_receipt.cop_number,
            "code": export_receipt.code,
            "number": export_receipt.number,
        },
    )


def _receipt(export_receipt: ExportReceipt, words: RawEvent, code: str) -> NewReceipt:
    text = (
        export_receipt.info
        if words.raw_code == export_receipt.code
        else f"{export_receipt.code} {export_receipt.info}".strip()
    )
    parcel = words.subject.removeprefix("parcel:")
    return NewReceipt(
        parcel, SCHEME, words.raw_code, code, export_receipt.at, export_receipt.number, text
    )


def write_down(told: list[tuple[ExportReceipt, str]], *, by: Actor, at: datetime) -> None:
    """Keep each declaration's latest receipt, and move the declaration where it leads.

    The parcels are locked by now: parcels first, then declarations, as everywhere.
    """
    latest = _latest([pair for pair in told if pair[0].cop_number])
    rows = ExportDeclaration.objects.filter(cop_number__in=latest).order_by("pk")
    fresh = [
        (row, *latest[row.cop_number])
        for row in rows.select_for_update(of=("self",))
        if _is_news(row, latest[row.cop_number][0])
    ]
    _keep_receipts([(row.pk, receipt) for row, receipt, _ in fresh])
    for to in dict.fromkeys(EXPORT_FOLLOWS.values()):
        led = [row for row, _, code in fresh if EXPORT_FOLLOWS.get(code) == to]
        EXPORT.move(led, to, by=by, at=at)


def _latest(told: list[tuple[ExportReceipt, str]]) -> dict[str, tuple[ExportReceipt, str]]:
    """The latest receipt of each declaration with our code; of one instant that of higher rank.

    The authority's number is kept from whichever receipt told it.
    """

    def order(pair: tuple[ExportReceipt, str]) -> tuple[datetime, int]:
        return pair[0].at, CODES[pair[1]].rank if pair[1] else 0

    found: dict[str, tuple[ExportReceipt, str]] = {}
    for item, code in sorted(told, key=order):
        if not item.authority_number and item.cop_number in found:
            item = replace(item, authority_number=found[item.cop_number][0].authority_number)
        found[item.cop_number] = (item, code)
    return found


def _is_news(row: ExportDeclaration, receipt: ExportReceipt) -> bool:
    """Not older than the last receipt, and no answer to an attempt before the present one."""
    if row.last_receipt_at is not None and receipt.at < row.last_receipt_at:
        return False
    return row.attempt == 1 or row.filed_at is None or receipt.at >= row.filed_at


def _keep_receipts(rows: list[tuple[int, ExportReceipt]]) -> None:
    columns: list[Any] = [
        [pk for pk, _ in rows],
        [item.code[:10] for _, item in rows],
        [item.at for _, item in rows],
        [item.info[:1000] for _, item in rows],
        [item.authority_number[:20] for _, item in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED, columns)
