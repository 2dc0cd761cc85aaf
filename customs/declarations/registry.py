"""The import registry of a consolidation: prepared ahead of arrival, presented on arrival."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from customs.declarations.assessment import assess_registry
from customs.declarations.lifecycle import REGISTRY
from customs.declarations.models import ImportLine, ImportRegistry
from customs.messages.fts import is_registration_number
from shipments.actor import Actor, Role
from shipments.bulk.undoing import rows_under_undo
from shipments.containers.models import Consolidation
from shipments.errors import BadInput, WrongState
from shipments.event_codes import EventCode
from shipments.flights.models import Leg
from shipments.parcels.models import Movement
from shipments.runs.apart import each, in_pieces, resting
from shipments.sentences import say
from shipments.tracking.actions import NewEvent, record_events

Status = ImportRegistry.Status
# The steps of the jobs, as their failures name them.
FILING_ANEW, CONCLUDING = "file_withdrawn", "conclude_registries"

_LINES = """
INSERT INTO customs_importline
    (registry_id, parcel_id, position, decision, decided_code, decided_by, reason, reason_code,
     registration_number, duty_rub, fee_rub, working, needs_person)
SELECT %(registry)s, c.parcel_id, row_number() OVER (ORDER BY c.parcel_id), '', '', '', '', '', '',
    0, 0, '[]', false
  FROM shipments_containment c
 WHERE c.consolidation_id = %(consolidation)s AND (c.until IS NULL OR c.ended_by = 'unloaded')
ON CONFLICT DO NOTHING
"""


def file_registries(*, by: Actor, at: datetime) -> int:
    """File the registry of everything that has departed and has none; returns how many."""
    by.require(Role.CUSTOMS)
    due = Consolidation.objects.filter(status__in=Consolidation.Status.FLOWN)
    filed = [Status.FILED, Status.REGISTERED, Status.CONCLUDED]
    rows = due.exclude(import_registries__status__in=filed).order_by("pk")
    done = each(
        "file_registries", rows, lambda row: file_registry(consolidation=row, by=by, at=at), at=at
    )
    return sum(map(bool, done))


@transaction.atomic
def file_registry(
    *, consolidation: Consolidation, by: Actor, at: datetime
) -> ImportRegistry | None:
    """Prepare one registry with a line a parcel; one event on the consolidation tells all inside.

    It is told as of now, when it is done; what was broken down by then is told parcel by parcel.
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
    if consolidation.status in Consolidation.Status.UNPACKED:
        _tell_lines(registry, EventCode.IMPORT_PRE_DECLARED, at)
    else:
        _tell(consolidation, EventCode.IMPORT_PRE_DECLARED, at, at, "origin")
    return registry


def present_arrived(*, by: Actor, at: datetime) -> int:
    """Say that what has landed is at customs, as of the landing that the airline told; how many.

    That a registry is registered is for customs to say, or for an officer.
    """
    by.require(Role.CUSTOMS)
    due = ImportRegistry.objects.filter(
        presented_at__isnull=True,
        filed_at__isnull=False,
        consolidation__status__in=Consolidation.Status.LANDED,
    )
    rows = due.order_by("pk")
    return sum(each("present_arrived", rows, lambda row: _present(row, by=by, at=at), at=at))


def _present(registry: ImportRegistry, *, by: Actor, at: datetime) -> bool:
    """Whether this hand has presented it, not another one meanwhile."""
    mine = ImportRegistry.objects.filter(pk=registry.pk, presented_at__isnull=True)
    if not mine.update(presented_at=at):
        return False
    if registry.sequence > 1:
        _tell_lines(registry, EventCode.IMPORT_PRESENTED, at)
        return True
    landed = _leg_time(registry.consolidation, "actual_arrival") or at
    _tell(registry.consolidation, EventCode.IMPORT_PRESENTED, landed, at, "destination")
    return True


@transaction.atomic
def register_registry(*, registry: ImportRegistry, number: str, by: Actor, at: datetime) -> None:
    """An officer writes down customs' registration number of a registry: it is registered.

    Raises BadInput for what is no such number, WrongState where another one is known.
    """
    by.require(Role.CUSTOMS)
    number = number.strip()
    if not is_registration_number(number):
        text = say("A registration number is post, day and serial, as 10005020/200526/0018179.")
        raise BadInput("bad_number", text, {"number": number[:30]})
    fresh = ImportRegistry.objects.select_for_update().get(pk=registry.pk)
    if fresh.registration_number not in ("", number):
        text = say("The registry has number %(known)s already.", known=fresh.registration_number)
        raise WrongState("another_number", text)
    ImportRegistry.objects.filter(pk=fresh.pk).update(registration_number=number)
    if fresh.status == Status.FILED:
        REGISTRY.move([fresh], Status.REGISTERED, by=by, at=at, note=number)


_WITHDRAWN = """
SELECT p.id, l.consolidation_id FROM shipments_parcel p
  JOIN LATERAL (
    SELECT r.consolidation_id, r.status FROM customs_importline i
      JOIN customs_importregistry r ON r.id = i.registry_id
     WHERE i.parcel_id = p.id ORDER BY i.id DESC LIMIT 1) l ON l.status <> 'draft'
 WHERE p.movement IN ('departed', 'arrived', 'at_hub') AND p.import_clearance = 'not_filed'
   AND p.import_at IS NOT NULL AND NOT p.held AND l.consolidation_id <> ALL(%s)
 ORDER BY p.id LIMIT 5000 FOR NO KEY UPDATE OF p SKIP LOCKED
"""


@transaction.atomic
def file_withdrawn(*, by: Actor, at: datetime) -> int:
    """File anew, in a registry of its own, what customs let us withdraw; returns how many parcels.

    What is held waits: an officer who wants another look places a hold.
    """
    by.require(Role.CUSTOMS)
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAWN, [list(resting(FILING_ANEW, at=at))])
        withdrawn = cursor.fetchall()
    undoable = rows_under_undo("parcel").filter(subject_id__in=[item for item, _ in withdrawn])
    open_ = set(undoable.values_list("subject_id", flat=True))
    for parcel, consolidation in withdrawn:
        if parcel not in open_:
            found.setdefault(consolidation, []).append(parcel)
    rows = Consolidation.objects.filter(pk__in=found).order_by("pk")
    done = each(
        FILING_ANEW,
        rows,
        lambda consolidation: _file_anew(consolidation.pk, found[consolidation.pk], by=by, at=at),
        at=at,
    )
    return sum(done)


def _file_anew(consolidation_id: int, parcels: list[int], *, by: Actor, at: datetime) -> int:
    """File one more registry of these parcels; returns how many they are."""
    consolidation = Consolidation.objects.select_for_update(of=("self",)).get(pk=consolidation_id)
    last = ImportRegistry.objects.filter(consolidation=consolidation).aggregate(n=Max("sequence"))[
        "n"
    ]
    registry = ImportRegistry.objects.create(consolidation=consolidation, sequence=last + 1)
    ImportLine.objects.bulk_create(
        ImportLine(registry=registry, parcel_id=pk, position=n) for n, pk in enumerate(parcels, 1)
    )
    assess_registry(registry, at=at)
    REGISTRY.move([registry], Status.FILED, by=by, at=at, note="filed anew")
    ImportRegistry.objects.filter(pk=registry.pk).update(filed_at=at)
    _tell_lines(registry, EventCode.IMPORT_PRE_DECLARED, at)
    return len(parcels)


def _tell_lines(registry: ImportRegistry, code: str, at: datetime) -> None:
    """A later registry tells its own parcels, not all that flew with them."""
    place = registry.consolidation.flight.channel.destination
    parcels = registry.lines.order_by("parcel_id").values_list("parcel_id", flat=True)
    ref = f"{code}-{registry.sequence}"
    events = [
        NewEvent(
            "parcel",
            pk,
            code,
            at,
            source="customs",
            source_ref=ref,
            zone=place.zone,
            place=place.code,
        )
        for pk in parcels
    ]
    record_events(events, at=at)


def _leg_time(consolidation: Consolidation, field: str) -> datetime | None:
    legs = Leg.objects.filter(flight_id=consolidation.flight_id, **{f"{field}__isnull": False})
    order = "sequence" if field == "actual_departure" else "-sequence"
    return legs.order_by(order).values_list(field, flat=True).first()


def _tell(
    consolidation: Consolidation, code: str, happened: datetime, at: datetime, end: str
) -> None:
    place = getattr(consolidation.flight.channel, end)
    event = NewEvent(
        "consolidation",
        consolidation.pk,
        code,
        happened,
        source="customs",
        source_ref=code,
        zone=place.zone,
        place=place.code,
    )
    record_events([event], at=at)


@transaction.atomic
def conclude_registries(*, by: Actor, at: datetime) -> int:
    """Conclude registries all of whose lines have a final answer; returns how many."""
    by.require(Role.CUSTOMS)
    lines = ImportLine.objects.filter(registry=OuterRef("pk"))
    waiting = lines.filter(parcel__movement__in=Movement.AT_BORDER)
    answered = ImportRegistry.objects.filter(
        Exists(lines),
        ~Exists(waiting),
        status__in=[Status.FILED, Status.REGISTERED],
        presented_at__isnull=False,
    )
    awake = answered.exclude(pk__in=resting(CONCLUDING, at=at)).order_by("pk")

    def conclude(pks: list[int]) -> int:
        done = list(ImportRegistry.objects.filter(pk__in=pks).order_by("pk"))
        return len(REGISTRY.move(done, Status.CONCLUDED, by=by, at=at).moved)

    pks = list(awake.values_list("pk", flat=True)[:200])
    return sum(in_pieces(CONCLUDING, ImportRegistry, pks, conclude, at=at))
