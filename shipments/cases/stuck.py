"""Which parcels are stuck or lost, and by which cause: those of one flight are one case."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from shipments.cases.models import Case, CaseParcel
from shipments.cases.opening import Cause
from shipments.estimates.models import StageTime
from shipments.parcels.models import Headline, Movement, Parcel
from shipments.tracking.models import Containment, carried
from shipments.tracking.stage import in_headline

# A parcel is stuck when it stays this many times longer than nine in ten do.
PATIENCE = 1.5
LIMIT = 5_000
# What is given up as lost is a case when it was lost lately; older losses are known.
LATELY = timedelta(days=60)
# In these stages a parcel stands because of what holds up all that fly or flew with it.
TOGETHER = {
    Headline.EXPORT_CUSTOMS,
    Headline.IN_FLIGHT,
    Headline.IN_RUSSIA,
    Headline.IMPORT_CUSTOMS,
}
NOT_DELIVERED = [Movement.LOST, Movement.DESTROYED, Movement.RETURNED]
_SINCE = Greatest("movement_at", "export_at", "import_at")
Row = tuple[int, datetime, int | None, str | None, datetime | None]


def causes_of_stuck(row: StageTime, *, at: datetime) -> list[Cause]:
    """What stays in a stage longer than usual and is in no case yet, by its flight."""
    before = at - timedelta(hours=row.p90_hours * PATIENCE)
    rows = Parcel.objects.filter(in_headline(row.stage), channel=row.channel_id)
    stuck = (
        rows.exclude(movement__in=Movement.ENDED).annotate(since=_SINCE).filter(since__lt=before)
    )
    return list(_by_flight(_flown(_without(stuck, Case.Kind.STUCK)), row.stage))


def causes_of_lost(*, at: datetime) -> list[Cause]:
    """What was lost lately and is in no case since."""
    rows = Parcel.objects.filter(movement=Movement.LOST, movement_at__gt=at - LATELY)
    known = CaseParcel.objects.filter(
        parcel=OuterRef("pk"), case__kind=Case.Kind.LOST, since__gte=OuterRef("movement_at")
    )
    lost = _first(rows.filter(~Exists(known)))
    return [_own(pk, since, "") for pk, since in lost.values_list("pk", "movement_at")]


def _without(rows: QuerySet[Parcel], kind: str) -> QuerySet[Parcel]:
    standing = CaseParcel.objects.filter(
        parcel=OuterRef("pk"), case__kind=kind, case__status=Case.Status.OPEN, done_at__isnull=True
    )
    return rows.filter(~Exists(standing))


def _first(rows: QuerySet[Parcel]) -> QuerySet[Parcel]:
    return rows.order_by("pk")[:LIMIT]


def _flown(rows: QuerySet[Parcel]) -> Iterable[Row]:
    """The parcels with the flight in which they lie, or which they left when it was unloaded."""
    lay = Containment.objects.filter(carried())
    last = lay.filter(parcel=OuterRef("pk")).order_by("-since", "-pk")
    fields = {
        "flight": "consolidation__flight",
        "flown_by": "consolidation__flight__number",
        "day": "consolidation__flight__day",
    }
    found = rows.annotate(
        **{name: Subquery(last.values(path)[:1]) for name, path in fields.items()}
    )
    return _first(found).values_list("pk", "since", *fields)


def _by_flight(rows: Iterable[Row], stage: str) -> Iterator[Cause]:
    flights: dict[int, Cause] = {}
    for pk, since, flight, number, day in rows:
        if flight is None or stage not in TOGETHER:
            yield _own(pk, since, stage)
            continue
        about = f"{number} {day:%d.%m.%Y}"
        cause = flights.setdefault(flight, Cause(f"flight:{flight}:{stage}", about, stage))
        cause.parcels.append((pk, since))
    yield from flights.values()


def _own(pk: int, since: datetime, stage: str) -> Cause:
    return Cause(f"parcel:{pk}", stage=stage, parcels=[(pk, since)])


def settle_members(*, at: datetime) -> int:
    """Note which parcels of open cases have moved on since, or are lost no more; how many."""
    since = Greatest("parcel__movement_at", "parcel__export_at", "parcel__import_at")
    standing = CaseParcel.objects.filter(case__status=Case.Status.OPEN, done_at__isnull=True)
    moved = Q(case__kind=Case.Kind.STUCK, latest__gt=F("since"))
    found = Q(case__kind=Case.Kind.LOST) & ~Q(parcel__movement=Movement.LOST)
    back = Q(case__kind=Case.Kind.MONEY) & ~Q(parcel__movement__in=NOT_DELIVERED)
    rows = standing.annotate(latest=since).filter(moved | found | back)
    return CaseParcel.objects.filter(pk__in=rows.values("pk")).update(done_at=at)
