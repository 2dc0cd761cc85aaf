"""Answers that came before anybody knew their code: once it is mapped, all follows it."""

from datetime import datetime
from functools import partial

from django.db import transaction

from customs.declarations.decisions import DUTY, assess_duty
from customs.declarations.decisions import SCHEME as RUSSIA
from customs.declarations.export import SCHEME as CHINA
from customs.declarations.export import ExportReceipt, write_down
from customs.declarations.models import ExportDeclaration, Receipt
from shipments.actor import Actor, Role
from shipments.runs.apart import in_pieces, resting
from shipments.tracking.models import PartnerCode

# The step of the job, as its failures name it.
FOLLOWING = "follow_answers"


@transaction.atomic
def follow_mapped(*, limit: int, by: Actor, at: datetime) -> int:
    """Move what waited for the meaning of a code, as its parcel has moved; returns how many.

    Export declarations follow in the order of their receipts, duty that was asked for is worked
    out; every receipt learns its code.
    """
    by.require(Role.CUSTOMS)
    known = _known()
    waiting = Receipt.objects.filter(code="", raw_code__in={raw for _, raw in known})
    awake = waiting.exclude(pk__in=resting(FOLLOWING, at=at)).order_by("pk")
    rows = awake.select_for_update(skip_locked=True, of=("self",))[:limit]
    due = [row.pk for row in rows if (row.scheme, row.raw_code) in known]
    follow = partial(_follow, known=known, by=by, at=at)
    return sum(in_pieces(FOLLOWING, Receipt, due, follow, at=at))


def _follow(pks: list[int], *, known: dict[tuple[str, str], str], by: Actor, at: datetime) -> int:
    due = list(Receipt.objects.filter(pk__in=pks).order_by("pk"))
    for row in due:
        row.code = known[row.scheme, row.raw_code]
    write_down(_present(due), by=by, at=at)
    asked = [row.parcel_id for row in due if (row.scheme, row.code) == (RUSSIA, DUTY)]
    assess_duty(asked)
    Receipt.objects.bulk_update(due, ["code"], batch_size=1_000)
    return len(due)


def _known() -> dict[tuple[str, str], str]:
    """The codes of the answers that wait and were mapped since."""
    raw = Receipt.objects.filter(code="").values_list("raw_code", flat=True).distinct()
    rows = PartnerCode.objects.filter(scheme__in=[CHINA, RUSSIA], raw_code__in=list(raw))
    return {
        (partner_code.scheme, partner_code.raw_code): partner_code.code for partner_code in rows
    }


def _present(due: list[Receipt]) -> list[tuple[ExportReceipt, str]]:
    """What was said of export lists; an answer to an order or a waybill moves none."""
    numbers = {row.number for row in due if row.scheme == CHINA}
    lists = ExportDeclaration.objects.filter(cop_number__in=numbers)
    ours = set(lists.values_list("cop_number", flat=True))
    return [
        (ExportReceipt(row.number, row.raw_code, row.happened_at, row.text), row.code)
        for row in due
        if row.number in ours
    ]
