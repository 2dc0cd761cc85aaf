"""What stands between a parcel and its release: each is opened by a word of its own, never by many.

A gate is one of `Gate`, or two joined by a plus where a parcel waits for papers and owes as well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from customs.declarations.models import DutyPayment, ImportLine
from shipments.parcels.models import ExportClearance, ImportClearance, Parcel
from shipments.sentences import Sentence, say, word
from shipments.tracking.codes import CODES
from shipments.tracking.tracks import Track

PLUS = "+"
_MONEY: DecimalField = DecimalField(max_digits=14, decimal_places=2)
_NAMED = 50


class Gate(TextChoices):
    DUTY = "duty", _("duty is owed")
    DOCUMENTS = "documents", _("papers are asked for")
    INSPECTION = "inspection", _("under inspection")
    SUSPENDED = "suspended", _("the release is suspended")
    DETAINED = "detained", _("detained")


# The gate that a status on a track is.
_BY_STATUS: dict[Track, dict[str, Gate]] = {
    Track.IMPORT: {
        ImportClearance.DOCUMENTS_REQUIRED: Gate.DOCUMENTS,
        ImportClearance.INSPECTION: Gate.INSPECTION,
        ImportClearance.SUSPENDED: Gate.SUSPENDED,
    },
    Track.EXPORT: {
        ExportClearance.INSPECTION: Gate.INSPECTION,
        ExportClearance.DETAINED: Gate.DETAINED,
    },
}


def is_release(code: str) -> bool:
    """Whether a decision lets a parcel go on."""
    return CODES[code].status in (ExportClearance.RELEASED, ImportClearance.RELEASED)


def label_of(key: str) -> Sentence:
    """What stands in the way, in words."""
    labels = [word(Gate(part).label) for part in key.split(PLUS)]
    if len(labels) == 1:
        return labels[0]
    return say("%(one)s, and %(other)s", one=labels[0], other=labels[1])


def with_open_duty(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Parcels with `open_rub`, what their latest line asks and nobody has paid, and `is_unsaid`,
    whether a person must still say what is due."""
    line = ImportLine.objects.filter(parcel=OuterRef("pk")).order_by("-pk")
    paid = DutyPayment.objects.filter(parcel=OuterRef("pk")).order_by().values("parcel")
    zero = Value(Decimal(0), _MONEY)
    return rows.annotate(
        due_rub=Coalesce(
            Subquery(line.values(due=F("duty_rub") + F("fee_rub"))[:1]), zero, output_field=_MONEY
        ),
        paid_rub=Coalesce(
            Subquery(paid.annotate(sum=Sum("amount_rub")).values("sum")), zero, output_field=_MONEY
        ),
        is_unsaid=Coalesce(Subquery(line.values("needs_person")[:1]), Value(False)),
    ).annotate(open_rub=Greatest(F("due_rub") - F("paid_rub"), zero, output_field=_MONEY))


def with_gates(rows: QuerySet[Parcel], track: Track) -> QuerySet[Any]:
    """Parcels with `gate`, what keeps each from a release on a track: "" where nothing does."""
    statuses = _BY_STATUS[track]
    if track == Track.EXPORT:
        rows, owes = rows.annotate(open_rub=Value(Decimal(0), _MONEY)), Q(pk__in=[])
    else:
        rows = with_open_duty(rows)
        owes = Q(import_clearance=ImportClearance.DUTY_DUE, paid_rub=0) | (
            (Q(open_rub__gt=0) | Q(is_unsaid=True)) & ~Q(import_clearance=ImportClearance.DUTY_PAID)
        )
    both = [
        When(Q(**{str(track): status}) & owes, then=Value(f"{gate}{PLUS}{Gate.DUTY}"))
        for status, gate in statuses.items()
    ]
    item = [
        When(**{str(track): status}, then=Value(str(gate))) for status, gate in statuses.items()
    ]
    cases = [*both, *item, When(owes, then=Value(str(Gate.DUTY)))]
    return rows.annotate(gate=Case(*cases, default=Value("")))


@dataclass(frozen=True, slots=True)
class Apart:
    """Parcels that a release leaves alone unless their gate is opened: how many, what they owe."""

    gate: str
    parcels: int
    open_rub: Decimal
    numbers: list[str]

    @property
    def label(self) -> str:
        return str(label_of(self.gate))


def apart_of(rows: QuerySet[Parcel], track: Track) -> list[Apart]:
    """What of these rows a release leaves alone, by gate; the first numbers of each."""
    gated = with_gates(rows, track).exclude(gate="").order_by()
    found = list(gated.values("gate").annotate(n=Count("pk"), rub=Sum("open_rub")).order_by("gate"))
    return [Apart(row["gate"], row["n"], row["rub"], _first(gated, row["gate"])) for row in found]


def _first(gated: QuerySet[Any], gate: str) -> list[str]:
    rows = gated.filter(gate=gate).order_by("pk")
    return list(rows.values_list("number", flat=True)[:_NAMED])


@dataclass(frozen=True, slots=True)
class Shut:
    """The gate before one parcel, and the duty that stands open."""

    gate: str
    open_rub: Decimal

    @property
    def refusal(self) -> Sentence:
        """Why it is not released with the many."""
        why = label_of(self.gate)
        if self.open_rub:
            why = say("%(why)s (%(rub)s ₽)", why=why, rub=f"{self.open_rub:.2f}")
        return say("is released only where that is said of it: %(why)s", why=why)

    @property
    def detail(self) -> dict[str, Any]:
        """What the event of a release keeps of it."""
        open_rub = {"open_duty_rub": f"{self.open_rub:.2f}"} if self.open_rub else {}
        return {"although": self.gate, **open_rub}


def shut_for(parcel_ids: Sequence[int], code: str, track: Track) -> dict[int, Shut]:
    """The gates before these parcels by id, where the decision is a release; one query."""
    if not is_release(code):
        return {}
    rows = with_gates(Parcel.objects.filter(pk__in=parcel_ids), track).exclude(gate="")
    found = rows.order_by().values_list("pk", "gate", "open_rub")
    return {pk: Shut(gate, rub) for pk, gate, rub in found}


def opened(rows: QuerySet[Parcel], code: str, track: Track, also: Collection[str]) -> QuerySet:
    """The rows that a release may touch: those before which no gate stands, or an opened one."""
    return with_gates(rows, track).filter(gate__in=["", *also]) if is_release(code) else rows
