"""The demo's Russian customs and its buyers: decisions per waybill, duty paid, documents given."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from customs.declarations.decisions import ImportDecision
from customs.declarations.manual_decisions import decide
from customs.declarations.payments import open_rub, pay_duty
from customs.duty.queries import MOSCOW, assess_parcels, basis_on
from shipments.actor import system
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from tracker.simulation.chance import Dice
from tracker.simulation.partners import send_decisions
from tracker.simulation.post import arrives_by, travelled

BY = system("simulation: Russian customs")
REFUSED, SUSPENDED, DOCUMENTS, INSPECTED = 0.004, 0.001, 0.01, 0.015
NEVER_PAYS, NO_DOCUMENTS = 0.05, 0.1
CHUNK = 4_000
AT_BORDER = ["arrived", "at_hub"]
# What customs asks where our own figure is nothing.
LEAST = Decimal("100.00")
WAY_HOME = timedelta(days=7)


def answer(dice: Dice, *, at: datetime) -> int:
    """Send the decisions that are due by now; returns how many were sent."""
    decisions = travelled(dice, _due(dice, at), at)
    for start in range(0, len(decisions), CHUNK):
        send_decisions(decisions[start : start + CHUNK], by=BY, at=at)
    return len(decisions)


def _waiting(*statuses: str) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(import_clearance__in=statuses, movement__in=AT_BORDER)
    return rows.select_related("channel__destination").order_by("pk")


def _stands_since(parcel: Parcel) -> datetime:
    return parcel.import_at or parcel.movement_at


def _due(dice: Dice, at: datetime) -> Iterator[tuple[str, ImportDecision]]:
    rows = list(
        _waiting(
            "presented",
            "inspection",
            "documents_required",
            "suspended",
            "duty_paid",
            "duty_due",
            "refused",
        )
    )
    dutiable = assess_parcels(
        [p for p in rows if p.import_clearance == "presented"], basis=basis_on(at)
    )
    for parcel in rows:
        due = dutiable[parcel.pk].duty_rub if parcel.pk in dutiable else 0
        found = _decision(dice, parcel, bool(due))
        if found is None:
            continue
        code, reason, median, most = found
        mark = f"{parcel.import_clearance}{code}"
        moment = dice.is_due(
            parcel.number, mark, _stands_since(parcel), at, median=median, most=most
        )
        if moment and arrives_by(dice, parcel.number + code, moment, at):
            yield parcel.number + code, ImportDecision(parcel.number, code, moment, reason)


def _decision(dice: Dice, parcel: Parcel, has_duty: bool) -> tuple[str, str, float, float] | None:
    """The next mark on a waybill: code, reason, hours it usually and at most takes."""
    number, status = parcel.number, parcel.import_clearance
    if status == "presented":
        return _first(dice, number, has_duty)
    if status == "inspection":
        return (
            ("90", "товар не для личного пользования", 24, 48)
            if dice.happens(number, "inspected badly", 0.05)
            else ("31" if has_duty else "10", "", 20, 48)
        )
    if status == "documents_required":
        return (
            ("90", "документы не представлены", 240, 300)
            if dice.happens(number, "no documents", NO_DOCUMENTS)
            else None
        )
    if status == "suspended":
        return "10", "", 72, 120
    if status == "duty_paid":
        return "32", "", 2, 8
    if status == "duty_due" and dice.happens(number, "never pays duty", NEVER_PAYS):
        return "90", "платежи не уплачены", 240, 300
    return None


def _first(dice: Dice, number: str, has_duty: bool) -> tuple[str, str, float, float]:
    fate = dice.chance(number, "import fate")
    if fate < REFUSED:
        return "90", "запрещено к ввозу", 24, 60
    if fate < REFUSED + SUSPENDED:
        return "60", "проверка прав правообладателя", 20, 60
    if fate < REFUSED + SUSPENDED + DOCUMENTS:
        return "70", "нужны сведения о товаре", 12, 40
    if fate < REFUSED + SUSPENDED + DOCUMENTS + INSPECTED:
        return "92", "требуется осмотр", 12, 40
    return ("31", "", 16, 60) if has_duty else ("10", "", 16, 60)


def buyers_act(dice: Dice, *, at: datetime) -> int:
    """Buyers pay duty and give documents, most of them within days."""
    return _pay(dice, at) + _give_documents(dice, at)


def _pay(dice: Dice, at: datetime) -> int:
    paid = 0
    for parcel in _waiting("duty_due"):
        if dice.happens(parcel.number, "never pays duty", NEVER_PAYS):
            continue
        moment = dice.is_due(
            parcel.number, "pays duty", _stands_since(parcel), at, median=18, most=90
        )
        if moment:
            pay_duty(
                parcel=parcel,
                reference=parcel.number,
                by=BY,
                at=moment,
                amount_rub=open_rub(parcel) or LEAST,
                paid_on=moment.astimezone(MOSCOW).date(),
            )
            paid += 1
    return paid


def _give_documents(dice: Dice, at: datetime) -> int:
    given = []
    for parcel in _waiting("documents_required"):
        if dice.happens(parcel.number, "no documents", NO_DOCUMENTS):
            continue
        moment = dice.is_due(
            parcel.number, "documents", _stands_since(parcel), at, median=30, most=100
        )
        if moment:
            given.append(ImportDecision(parcel.number, "10", moment + timedelta(hours=3)))
    due = [item for item in given if item.at <= at]
    if due:
        send_decisions(due, by=BY, at=at)
    return len(due)


def send_back(dice: Dice, *, at: datetime) -> int:
    """What is refused is allowed back, goes back, and comes home to Harbin."""
    allowed = [
        parcel.pk
        for parcel in _waiting("refused")
        if dice.is_due(
            parcel.number, "return allowed", _stands_since(parcel), at, median=24, most=60
        )
    ]
    if allowed:
        decide(parcel_ids=allowed, code="return_allowed", reason="", by=BY, at=at)
    going = _waiting("return_allowed").filter(import_at__lt=at - timedelta(hours=12))
    _tell([(p.pk, p.channel.destination) for p in going], "returning", at)
    _destroy_abandoned(dice, at)
    _come_home(at)
    rejected = Parcel.objects.filter(export_clearance="returned", movement="packed")
    rows = rejected.select_related("channel__origin")
    _tell([(p.pk, p.channel.origin) for p in rows], "returned", at)
    return len(allowed)


def _come_home(at: datetime) -> None:
    """What was sent back is in Harbin again after a week."""
    rows = Parcel.objects.filter(
        movement="returning", import_clearance="return_allowed", movement_at__lt=at - WAY_HOME
    )
    rows = rows.select_related("channel__origin").order_by("pk")
    _tell([(p.pk, p.channel.origin) for p in rows], "returned", at)


def _destroy_abandoned(dice: Dice, at: datetime) -> None:
    """One in ten of those on the way back is given up and destroyed under customs control."""
    rows = Parcel.objects.filter(movement="returning", import_clearance="return_allowed")
    gone = [
        (p.pk, p.channel.destination)
        for p in rows.select_related("channel__destination")
        if dice.happens(p.number, "abandoned", 0.1) and p.movement_at < at - timedelta(hours=48)
    ]
    _tell(gone, "destroyed", at)


def _tell(rows: list[tuple], code: str, at: datetime) -> None:
    events = [
        NewEvent(
            "parcel", pk, code, at, source="hub", source_ref=code, zone=place.zone, place=place.code
        )
        for pk, place in rows
    ]
    record_events(events, at=at)
