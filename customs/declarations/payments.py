"""The duty that was paid: each payment once, with its own name, its sum and its day."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from customs.declarations.models import DutyPayment, ImportLine
from shipments.actor import Actor, Role
from shipments.errors import BadInput, Duplicate, WrongState
from shipments.event_codes import EventCode
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, Recorded, record_events

MOSCOW = ZoneInfo("Europe/Moscow")
DUE, PAID = EventCode.DUTY_DUE, EventCode.DUTY_PAID
MOST = Decimal(10) ** 9


@transaction.atomic
def pay_duty(
    *, parcel: Parcel, reference: str, amount_rub: Decimal, paid_on: date, by: Actor, at: datetime
) -> Recorded:
    """Record a payment of a parcel's duty; customs answers it with 32.

    - The parcel is `duty_paid` once what was paid covers what is due; until then it owes the rest.
    - The same payment again changes nothing; another sum or day under its name is Duplicate.
    - Raises WrongState where no duty is due, BadInput for a payment that cannot be.
    """
    by.require(Role.CUSTOMS, Role.FINANCE, Role.PARTNER)
    reference = reference.strip()
    _check(reference, amount_rub, paid_on, at)
    fresh = Parcel.objects.select_for_update(no_key=True).get(pk=parcel.pk)
    known = DutyPayment.objects.filter(parcel=fresh, reference=reference).first()
    if known is not None:
        return _again(known, amount_rub, paid_on)
    if fresh.import_clearance not in (DUE, PAID):
        raise WrongState(
            "no_duty_due", _("No duty is due for %(number)s.") % {"number": fresh.number}
        )
    DutyPayment.objects.create(
        parcel=fresh,
        reference=reference,
        amount_rub=amount_rub,
        paid_on=paid_on,
        by=by.name[:80],
        recorded_at=at,
    )
    settle(fresh, at=at)
    return Recorded(accepted=1)


def _check(reference: str, amount_rub: Decimal, paid_on: date, at: datetime) -> None:
    if not reference or len(reference) > 80:
        text = _("Name the payment by its number, in 80 characters at most.")
        raise BadInput("bad_reference", text, {"reference": reference[:80]})
    if not 0 < amount_rub < MOST or amount_rub != round(amount_rub, 2):
        text = _("The sum is roubles and kopecks above nothing.")
        raise BadInput("bad_amount", text, {"amount_rub": str(amount_rub)})
    if paid_on > at.astimezone(MOSCOW).date():
        text = _("The day of the payment is still to come.")
        raise BadInput("in_the_future", text, {"paid_on": paid_on.isoformat()})


def _again(known: DutyPayment, amount_rub: Decimal, paid_on: date) -> Recorded:
    if (known.amount_rub, known.paid_on) == (amount_rub, paid_on):
        return Recorded(repeated=1)
    text = _("Payment %(reference)s was recorded with another sum or day: %(rub)s ₽ of %(day)s.")
    told = {"reference": known.reference, "rub": known.amount_rub, "day": known.paid_on}
    raise Duplicate("other_payment", text % told)


def settle(parcel: Parcel, *, at: datetime) -> bool:
    """Say that the duty is paid, once payments cover what is due; the caller holds the lock."""
    if parcel.import_clearance != DUE or open_rub(parcel) is None or open_rub(parcel):
        return False
    last = DutyPayment.objects.filter(parcel=parcel).order_by("-pk").first()
    if last is None:
        return False
    place, ref = parcel.channel.destination, f"paid-{last.reference}"[:120]
    event = NewEvent(
        "parcel",
        parcel.pk,
        PAID,
        at,
        source="duty",
        source_ref=ref,
        zone=place.zone,
        place=place.code,
    )
    return bool(record_events([event], at=at).accepted)


def owed_by(parcel_ids: Sequence[int]) -> dict[int, Decimal]:
    """What the buyers of these parcels are asked to pay and have not; one query.

    Left out is what asks for no duty, and what a person must still say the sum of.
    """
    paid = DutyPayment.objects.filter(parcel=OuterRef("parcel")).values("parcel")
    asked = ImportLine.objects.filter(parcel__in=parcel_ids, parcel__import_clearance=DUE)
    rows = (
        asked.order_by("parcel", "-pk")
        .distinct("parcel")
        .annotate(paid=Subquery(paid.annotate(sum=Sum("amount_rub")).values("sum")))
    )
    left = {
        line.parcel_id: line.duty_rub + line.fee_rub - (line.paid or 0)
        for line in rows
        if not line.needs_person
    }
    return {pk: rub for pk, rub in left.items() if rub > 0}


def open_rub(parcel: Parcel) -> Decimal | None:
    """What is due for a parcel and not paid; None while a person must still say what is due."""
    line = ImportLine.objects.filter(parcel=parcel).order_by("-pk").first()
    if line is not None and line.needs_person:
        return None
    due = line.duty_rub + line.fee_rub if line else Decimal(0)
    paid = DutyPayment.objects.filter(parcel=parcel).aggregate(sum=Sum("amount_rub"))["sum"]
    return max(due - (paid or 0), Decimal(0))
