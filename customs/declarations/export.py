"""Filing export declarations and taking the Chinese customs' receipts, set-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from customs.declarations.lifecycle import EXPORT
from customs.declarations.models import ExportDeclaration
from shipments.actor import Actor, Role
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.inbox import Accepted, accept_events
from shipments.tracking.raw import RawEvent

Status = ExportDeclaration.Status
CHUNK = 5_000
SCHEME = "cn_customs"
HARBIN, ZONE = "HRB", "Asia/Shanghai"

# What a receipt does to the declaration itself; the parcel's clearance follows from the event.
ACCEPTED_CODES = {"120", "300", "399", "500"}
CONCLUDED_CODES = {"800", "899"}

_TAKE = """
SELECT p.id, w.customs_mode FROM shipments_parcel p
  JOIN shipments_warehouse w ON w.id = p.warehouse_id
 WHERE p.movement = 'packed' AND p.export_clearance = 'not_filed' AND NOT p.held
 ORDER BY p.id LIMIT %s FOR NO KEY UPDATE OF p SKIP LOCKED
"""
_FILE = """
INSERT INTO customs_exportdeclaration (parcel_id, status, mode, cop_number, authority_number,
    attempt, last_receipt, last_receipt_info, filed_at)
SELECT p, 'filed', m, 'C' || lpad(p::text, 12, '0'), '', 1, '', '', %s
  FROM unnest(%s::bigint[], %s::text[]) AS t(p, m) ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class ExportReceipt:
    """A receipt about one declaration: our number, the code, when it was returned, what it says."""

    cop_number: str
    code: str
    at: datetime
    info: str = ""
    authority_number: str = ""


def file_export_declarations(*, limit: int, by: Actor, at: datetime) -> int:
    """File a declaration for every packed parcel that has none, in chunks; returns how many."""
    by.require(Role.CUSTOMS)
    filed = 0
    while filed < limit and (done := _file_chunk(min(CHUNK, limit - filed), at)):
        filed += done
    return filed


@transaction.atomic
def _file_chunk(size: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [size])
        rows = cursor.fetchall()
        if not rows:
            return 0
        parcels, modes = [pk for pk, _ in rows], [mode for _, mode in rows]
        cursor.execute(_FILE, [at, parcels, modes])
    record_events([_filed(pk, 1, at) for pk in parcels], at=at)
    return len(parcels)


def _filed(parcel_id: int, attempt: int, at: datetime) -> NewEvent:
    return NewEvent(
        "parcel", parcel_id, "export_filed", at, "customs", f"export-{attempt}", ZONE, HARBIN
    )


@transaction.atomic
def refile_rejected(*, limit: int, by: Actor, at: datetime) -> int:
    """File rejected declarations once more, with the next attempt's number; returns how many."""
    by.require(Role.CUSTOMS)
    rows = ExportDeclaration.objects.filter(status=Status.REJECTED, attempt__lt=3)
    rows = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    rejected = list(rows[:limit])
    EXPORT.move(rejected, Status.FILED, by=by, at=at, why="filed again")
    for one in rejected:
        one.attempt, one.filed_at = one.attempt + 1, at
    ExportDeclaration.objects.bulk_update(rejected, ["attempt", "filed_at"], batch_size=CHUNK)
    record_events([_filed(one.parcel_id, one.attempt, at) for one in rejected], at=at)
    return len(rejected)


@transaction.atomic
def take_receipts(
    *, receipts: Sequence[ExportReceipt], by: Actor, at: datetime, source: str = "cn_customs"
) -> Accepted:
    """Take receipts in any order, doubled or late; codes are mapped by the table of PartnerCode.

    A receipt about a declaration that is not ours is refused by its index, an unknown code waits
    for a person. Negative codes are errors of processing: the declaration is rejected.
    """
    by.require(Role.CUSTOMS, Role.PARTNER)
    numbers = {one.cop_number for one in receipts}
    rows = ExportDeclaration.objects.filter(cop_number__in=numbers).select_related("parcel")
    ours = {row.cop_number: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    raw = [_raw(one, ours.get(one.cop_number)) for one in receipts]
    answer = accept_events(raw, by=by, at=at, source=source)
    _write_down([one for one in receipts if one.cop_number in ours], ours, by=by, at=at)
    return answer


def _raw(one: ExportReceipt, declaration: ExportDeclaration | None) -> RawEvent:
    number = declaration.parcel.number if declaration else f"?{one.cop_number}"
    return RawEvent(
        subject=f"parcel:{number}",
        scheme=SCHEME,
        raw_code="<0" if one.code.startswith("-") else one.code,
        happened_at=one.at,
        source_ref=f"{one.cop_number}:{one.code}:{one.at:%Y%m%d%H%M%S}",
        place=HARBIN,
        text=one.info[:200],
        payload={"cop_number": one.cop_number, "code": one.code},
    )


def _write_down(
    receipts: Sequence[ExportReceipt],
    ours: dict[str, ExportDeclaration],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Keep each declaration's latest receipt, and move it where the receipt leads."""
    latest: dict[str, ExportReceipt] = {}
    for one in sorted(receipts, key=lambda receipt: receipt.at):
        latest[one.cop_number] = one
    changed = []
    for number, one in latest.items():
        row = ours[number]
        if row.last_receipt_at is None or row.last_receipt_at <= one.at:
            row.last_receipt, row.last_receipt_at = one.code[:10], one.at
            row.last_receipt_info = one.info[:1000]
            row.authority_number = one.authority_number[:20] or row.authority_number
            changed.append(row)
    fields = ["last_receipt", "last_receipt_at", "last_receipt_info", "authority_number"]
    ExportDeclaration.objects.bulk_update(changed, fields, batch_size=1000)
    for to in (Status.ACCEPTED, Status.CONCLUDED, Status.REJECTED):
        EXPORT.move([row for row in changed if _leads_to(row.last_receipt) == to], to, by=by, at=at)


def _leads_to(code: str) -> str:
    if code == "100" or code.startswith("-"):
        return Status.REJECTED
    if code in CONCLUDED_CODES:
        return Status.CONCLUDED
    return Status.ACCEPTED if code in ACCEPTED_CODES else ""
