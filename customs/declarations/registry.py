"""The import registry of a consolidation: filed ahead of arrival, presented on arrival."""

from datetime import datetime

from django.db import connection, transaction

from customs.declarations.assessment import assess_registry
from customs.declarations.lifecycle import REGISTRY
from customs.declarations.models import ImportRegistry
from shipments.actor import Actor, Role
from shipments.consolidation.models import Consolidation
from shipments.flights.models import Leg
from shipments.tracking.actions import NewEvent, record_events

Status = ImportRegistry.Status

_LINES = """
INSERT INTO customs_importline
    (registry_id, parcel_id, position, decision, reason, duty_rub, fee_rub, working, needs_person)
SELECT %(registry)s, c.parcel_id, row_number() OVER (ORDER BY c.parcel_id), '', '', 0, 0, '[]',
    false
  FROM shipments_containment c
 WHERE c.consolidation_id = %(consolidation)s AND (c.until IS NULL OR c.why = 'broken down')
ON CONFLICT DO NOTHING
"""


def file_registries(*, by: Actor, at: datetime) -> int:
    """File the registry of everything that has departed and has none; returns how many."""
    by.require(Role.CUSTOMS)
    due = Consolidation.objects.filter(status__in=["departed", "arrived", "broken_down"])
    filed = [Status.FILED, Status.REGISTERED, Status.CONCLUDED]
    rows = due.exclude(import_registries__status__in=filed)
    return sum(bool(file_registry(consolidation=one, by=by, at=at)) for one in rows.order_by("pk"))


@transaction.atomic
def file_registry(
    *, consolidation: Consolidation, by: Actor, at: datetime
) -> ImportRegistry | None:
    """File one registry with a line a parcel; one event on the consolidation tells all inside.

    Lines that may owe duty get it with its working; where no rule says how much, they wait for a
    person and the registry goes. Returns None where another hand has filed it.
    """
    by.require(Role.CUSTOMS)
    locked = Consolidation.objects.select_for_update(of=("self",))
    consolidation = locked.select_related("flight__channel__origin").get(pk=consolidation.pk)
    registry, _ = ImportRegistry.objects.get_or_create(consolidation=consolidation, sequence=1)
    if registry.status != Status.DRAFT:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"registry": registry.pk, "consolidation": consolidation.pk})
    assess_registry(registry, at=at)
    REGISTRY.move([registry], Status.FILED, by=by, at=at)
    ImportRegistry.objects.filter(pk=registry.pk).update(filed_at=at)
    departed = _leg_time(consolidation, "actual_departure") or at
    _tell(consolidation, "import_pre_declared", departed, at, "origin")
    return registry


@transaction.atomic
def present_arrived(*, by: Actor, at: datetime) -> int:
    """Present what has arrived to import customs; told as of the landing. Returns how many."""
    by.require(Role.CUSTOMS)
    rows = ImportRegistry.objects.filter(
        status=Status.FILED, consolidation__status__in=["arrived", "broken_down", "completed"]
    )
    due = list(rows.order_by("pk").select_for_update(skip_locked=True, of=("self",)))
    REGISTRY.move(due, Status.REGISTERED, by=by, at=at)
    for registry in due:
        landed = _leg_time(registry.consolidation, "actual_arrival") or at
        _tell(registry.consolidation, "import_presented", landed, at, "destination")
    return len(due)


def _leg_time(consolidation: Consolidation, field: str) -> datetime | None:
    legs = Leg.objects.filter(flight_id=consolidation.flight_id, **{f"{field}__isnull": False})
    order = "sequence" if field == "actual_departure" else "-sequence"
    return legs.order_by(order).values_list(field, flat=True).first()


def _tell(
    consolidation: Consolidation, code: str, happened: datetime, at: datetime, end: str
) -> None:
    place = getattr(consolidation.flight.channel, end)
    event = NewEvent(
        "consolidation", consolidation.pk, code, happened, "customs", code, place.zone, place.code
    )
    record_events([event], at=at)


@transaction.atomic
def conclude_registries(*, by: Actor, at: datetime) -> int:
    """Conclude registries all of whose lines have a final answer; returns how many."""
    by.require(Role.CUSTOMS)
    rows = ImportRegistry.objects.filter(status=Status.REGISTERED)
    waiting = rows.exclude(lines__isnull=True).filter(
        lines__parcel__movement__in=["departed", "arrived", "at_hub"]
    )
    done = list(rows.exclude(pk__in=waiting.values("pk")).order_by("pk")[:200])
    return len(REGISTRY.move(done, Status.CONCLUDED, by=by, at=at).moved)
