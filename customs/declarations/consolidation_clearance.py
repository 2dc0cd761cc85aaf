"""Reads of the parcels of one master waybill at import customs: how far they are cleared."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from customs.declarations.gates import Apart, apart_of, opened, with_open_duty
from customs.declarations.models import ImportLine, ImportRegistry
from customs.declarations.rules import Frees, frees
from shipments.actor import Actor
from shipments.containers.models import Consolidation
from shipments.event_codes import EventCode
from shipments.parcels.models import ImportClearance, Movement, Parcel
from shipments.tenancy import within
from shipments.tracking.filters import in_consolidation
from shipments.tracking.tracks import Track

# Our word for a release, and customs' own word that the payments are made.
RELEASE, PAID_MARK = EventCode.IMPORT_RELEASED, "32"


@dataclass(frozen=True, slots=True)
class Share:
    """How many parcels have a status; `start` and `width` are hundredths of the whole bar."""

    status: str
    label: str
    tone: str
    n: int
    start: float
    width: float


def consolidation_at_customs(actor: Actor, mawb: str) -> Consolidation | None:
    """The master waybill with its flight; for staff only."""
    rows = Consolidation.objects.filter(mawb=mawb).select_related("flight")
    rows = within(rows, actor, channel="flight__channel")
    return rows.first() if actor.sees_all_sellers else None


def registries_of(consolidation: Consolidation) -> list[ImportRegistry]:
    """What was filed for a master waybill, first filed first."""
    return list(ImportRegistry.objects.filter(consolidation=consolidation).order_by("sequence"))


def parcels_of(actor: Actor, mawb: str) -> QuerySet[Parcel]:
    """The parcels a master waybill carries or carried to its end."""
    rows = in_consolidation(Parcel.objects.visible_to(actor), mawb)
    return rows.select_related("seller").prefetch_related("import_lines").order_by("pk")


def shares(rows: QuerySet[Parcel]) -> list[Share]:
    """Parcels by import clearance, in the order of its statuses, as parts of one bar."""
    counted = rows.order_by().values("import_clearance").annotate(n=Count("pk"))
    found = {row["import_clearance"]: row["n"] for row in counted}
    total, start, parts = sum(found.values()), 0.0, []
    for status, label in ImportClearance.choices:
        if n := found.get(status, 0):
            width = 100 * n / total
            parts.append(
                Share(status, str(label), ImportClearance.tone_of(status), n, start, width)
            )
            start += width
    return parts


def releasable(rows: QuerySet[Parcel]) -> tuple[Frees, list[Apart]]:
    """What a release of all that is presented and not held sets free, and what stays apart."""
    waiting = rows.filter(
        import_clearance=ImportClearance.PRESENTED, held=False, movement__in=Movement.AT_BORDER
    )
    free = opened(waiting, RELEASE, Track.IMPORT, ())
    return frees(free), apart_of(waiting, Track.IMPORT)


def released_owing(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """What was released with its duty open; where customs answer 32, it was paid to them."""
    lines = ImportLine.objects.filter(Q(duty_rub__gt=0) | Q(needs_person=True))
    owing = rows.filter(import_clearance=ImportClearance.RELEASED, pk__in=lines.values("parcel"))
    paid = ImportLine.objects.filter(parcel=OuterRef("pk"), decision=PAID_MARK)
    owing = with_open_duty(owing).filter(~Exists(paid))
    return owing.filter(Q(open_rub__gt=0) | Q(is_unsaid=True))


def waiting_by_consolidation(pks: list[int]) -> dict[int, dict[str, Any]]:
    """How many parcels of each of these consolidations wait at the border, and since when."""
    lines = ImportLine.objects.filter(
        registry__consolidation__in=pks,
        parcel__import_clearance__in=ImportClearance.AT_DESK,
        parcel__movement__in=Movement.AT_BORDER,
    )
    found = lines.order_by().values("registry__consolidation")
    found = found.annotate(n=Count("parcel", distinct=True), oldest=Min("parcel__import_at"))
    return {row["registry__consolidation"]: dict(row) for row in found}
