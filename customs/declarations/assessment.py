"""The duty of import lines: worked out in chunks, written with its working."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.payments import settle
from customs.duty.assess import Assessment
from customs.duty.queries import MOSCOW, Basis, assess_parcels, basis_on, may_owe
from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotFound, WrongState
from shipments.parcels.models import Parcel
from shipments.sentences import say

CHUNK = 5_000

_WRITE = """
UPDATE customs_importline l SET duty_rub = t.duty, fee_rub = t.fee, working = t.working,
    needs_person = t.person, duty_day = %s, rate_eur = %s, rate_day = %s
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
    """Work out the duty of these lines by the regime and the rate of a day; returns how many.

    The day and the rate are kept beside the figure, which does not move afterwards: a line that has
    one is left alone. Where no regime or no rate of the euro says how, the lines wait for a person.
    The caller holds a transaction.
    """
    found = (
        lines.filter(duty_day__isnull=True)
        .select_related("parcel")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    rows = list(found)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        try:
            basis = basis_on(at)
            assessed = assess_parcels([line.parcel for line in chunk], basis=basis)
        except NotFound as missing:
            _call_person(ImportLine.objects.filter(pk__in=[line.pk for line in chunk]), missing)
            continue
        _write(chunk, [assessed[line.parcel_id] for line in chunk], basis)
    return len(rows)


def _call_person(lines: QuerySet[ImportLine], missing: NotFound) -> int:
    return lines.update(needs_person=True, working=[{"word": missing.code}])


def _write(lines: Sequence[ImportLine], results: Sequence[Assessment], basis: Basis) -> None:
    columns: list[Any] = [
        [line.pk for line in lines],
        [result.duty_rub for result in results],
        [result.fee_rub for result in results],
        [json.dumps(result.working) for result in results],
        [result.needs_person for result in results],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [basis.day, basis.rate_eur, basis.rate_day, *columns])


@transaction.atomic
def assess_missing(*, parcel_id: int, by: Actor, at: datetime) -> int:
    """Work out a duty that no rule could tell, now that a regime or a rate of its day is known.

    Raises WrongState where a figure stands: once declared it does not move.
    """
    by.require(Role.CUSTOMS)
    line = _latest(parcel_id)
    if line.duty_day is not None:
        text = say(
            "The duty was worked out for %(day)s and does not move; where customs say "
            "otherwise, write down what they say.",
            day=line.duty_day,
        )
        raise WrongState("duty_stands", text)
    return assess_lines(ImportLine.objects.filter(pk=line.pk), at=line.registry.filed_at or at)


def _latest(parcel_id: int) -> ImportLine:
    """The parcel's line in the registry that was filed last, locked. Raises NotFound."""
    rows = ImportLine.objects.filter(parcel_id=parcel_id).select_related("registry")
    line = rows.select_for_update(of=("self",)).order_by("-pk").first()
    if line is None:
        raise NotFound("no_line", say("No registry holds this parcel."))
    return line


@transaction.atomic
def assess_by_hand(
    *, parcel_id: int, duty_rub: Decimal, note: str, by: Actor, at: datetime
) -> ImportLine:
    """A person says what is due for a parcel, and why; the working keeps what stood before.

    From then on it stands, as a figure that was worked out does. Raises BadInput, NotFound.
    """
    by.require(Role.CUSTOMS)
    parcel = Parcel.objects.select_for_update(no_key=True).get(pk=parcel_id)
    line = _latest(parcel_id)
    if not 0 <= duty_rub < 10**9:
        raise BadInput(
            "bad_duty", say("The duty is a sum of roubles."), {"duty_rub": str(duty_rub)}
        )
    step = {"word": "person", "by": by.name, "at": at.isoformat(), "rub": str(duty_rub)}
    line.duty_rub, line.fee_rub, line.needs_person = duty_rub, Decimal(0), False
    line.working = [*line.working, {**step, "note": note[:300]}]
    line.duty_day = line.duty_day or at.astimezone(MOSCOW).date()
    line.save(update_fields=["duty_rub", "fee_rub", "needs_person", "working", "duty_day"])
    settle(parcel, at=at)
    return line
