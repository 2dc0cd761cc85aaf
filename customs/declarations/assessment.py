"""The duty of import lines: worked out in chunks, written with its working."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from customs.declarations.models import ImportLine, ImportRegistry
from customs.duty.assess import Assessment
from customs.duty.queries import assess_parcels, may_owe
from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotFound

CHUNK = 5_000

_WRITE = """
UPDATE customs_importline l SET duty_rub = t.duty, fee_rub = t.fee, working = t.working,
    needs_person = t.person
  FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::jsonb[], %s::boolean[])
    AS t(id, duty, fee, working, person) WHERE l.id = t.id
"""


def assess_registry(registry: ImportRegistry, *, at: datetime) -> int:
    """Work out the duty of the lines of a registry that may owe it; returns how many.

    Without a regime or a rate each line waits for a person; the registry goes all the same.
    """
    lines = ImportLine.objects.filter(registry=registry)
    try:
        owing = lines.filter(may_owe("parcel", at=at))
    except NotFound as missing:
        return _call_person(lines, missing)
    return assess_lines(owing, at=at)


def assess_lines(lines: QuerySet[ImportLine], *, at: datetime) -> int:
    """Work out the duty of these lines by the regime of the day; returns how many.

    The caller holds a transaction. Where no regime or no rate of the euro says how, the lines wait
    for a person.
    """
    found = lines.select_related("parcel").order_by("pk").select_for_update(of=("self",))
    rows = list(found)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        try:
            assessed = assess_parcels([line.parcel for line in chunk], at=at)
        except NotFound as missing:
            _call_person(ImportLine.objects.filter(pk__in=[line.pk for line in chunk]), missing)
            continue
        _write(chunk, [assessed[line.parcel_id] for line in chunk])
    return len(rows)


def _call_person(lines: QuerySet[ImportLine], missing: NotFound) -> int:
    return lines.update(needs_person=True, working=[{"word": missing.code}])


def _write(lines: Sequence[ImportLine], results: Sequence[Assessment]) -> None:
    columns: list[Any] = [
        [line.pk for line in lines],
        [one.duty_rub for one in results],
        [one.fee_rub for one in results],
        [json.dumps(one.working) for one in results],
        [one.needs_person for one in results],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)


@transaction.atomic
def assess_anew(*, parcel_id: int, by: Actor, at: datetime) -> int:
    """Work out a parcel's duty once more, now that a regime or a rate has changed."""
    by.require(Role.CUSTOMS)
    return assess_lines(ImportLine.objects.filter(parcel_id=parcel_id), at=at)


@transaction.atomic
def assess_by_hand(
    *, parcel_id: int, duty_rub: Decimal, note: str, by: Actor, at: datetime
) -> ImportLine:
    """A person says what is due for a parcel, and why. Raises BadInput, NotFound."""
    by.require(Role.CUSTOMS)
    lines = ImportLine.objects.filter(parcel_id=parcel_id).select_for_update().order_by("-pk")
    line = lines.first()
    if line is None:
        raise NotFound("no_line", "No registry holds this parcel.")
    if not 0 <= duty_rub < 10**9:
        raise BadInput("bad_duty", "The duty is a sum of roubles.", {"duty_rub": str(duty_rub)})
    step = {"word": "person", "by": by.name, "at": at.isoformat(), "rub": str(duty_rub)}
    line.duty_rub, line.fee_rub, line.needs_person = duty_rub, Decimal(0), False
    line.working = [*line.working, {**step, "note": note[:300]}]
    line.save(update_fields=["duty_rub", "fee_rub", "needs_person", "working"])
    return line
