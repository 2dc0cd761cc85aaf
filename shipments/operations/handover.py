"""Handing released parcels over to the last mile: by a list a person makes, or by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from shipments.actor import Actor, Role
from shipments.bulk.undoing import under_undo
from shipments.containers.models import Consolidation
from shipments.event_codes import EventCode
from shipments.flights.models import Place
from shipments.parcels.models import ImportClearance, Movement, Parcel
from shipments.parcels.queries import parcels_named
from shipments.parties.models import Partner
from shipments.runs.apart import in_pieces, resting
from shipments.sentences import Told, say
from shipments.tenancy import SellerOwned
from shipments.tracking.actions import NewEvent, lock_parcels, record_events
from shipments.tracking.models import Containment, Event

CHUNK = 5_000
# The step of the job, as its failures name it.
HANDING_OVER = "hand_over_parcels"
UNDONE = EventCode.HAND_OVER_UNDONE


def waiting_for_hand_over() -> SellerOwned:
    """Parcels at the hub that import customs has released and nothing holds."""
    return Parcel.objects.filter(
        movement=Movement.AT_HUB, import_clearance=ImportClearance.RELEASED, held=False
    )


def released_at(actor: Actor, hub: Place | None) -> QuerySet[Parcel]:
    """The same at one hub, for staff only."""
    if not actor.sees_all_sellers:
        return Parcel.objects.none()
    return waiting_for_hand_over().visible_to(actor).filter(channel__destination=hub)


def released_named(
    rows: QuerySet[Parcel], numbers: Sequence[str]
) -> tuple[list[tuple[int, str]], list[str]]:
    """Row and number of those that numbers name, however typed; and the numbers that name none."""
    found = parcels_named(rows, numbers)
    return sorted(set(found.values())), [number for number in numbers if number not in found]


def carriers() -> QuerySet[Partner]:
    """Who takes parcels for the last mile."""
    return Partner.objects.filter(kind="last_mile").order_by("name")


@transaction.atomic
def hand_over_released(*, by: Actor, at: datetime, limit: int = CHUNK) -> int:
    """Hand over what is released, only where the place does so by the clock; returns how many.

    What a person may still take back waits.
    """
    by.require(Role.PLANNER, Role.WAREHOUSE)
    by_clock = waiting_for_hand_over().filter(channel__destination__hands_over_by_clock=True)
    return _hand_over_due(by_clock.exclude(under_undo("parcel")), at=at, limit=limit)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How many parcels were handed over at once, and how many of the same still wait."""

    done: int
    waiting: int


@transaction.atomic
def hand_over_from(*, consolidation: Consolidation, by: Actor, at: datetime) -> HandedOver:
    """Hand over the released parcels that came with one consolidation, as somebody says.

    At most CHUNK at once; `waiting` says how many are left for another call.
    """
    by.require(Role.PLANNER, Role.WAREHOUSE)
    unloaded = Containment.objects.filter(
        consolidation=consolidation, ended_by=Containment.Ending.UNLOADED
    )
    rows = waiting_for_hand_over().filter(pk__in=unloaded.values("parcel"))
    done = _hand_over_due(rows, at=at, limit=CHUNK)
    return HandedOver(done, rows.count())


def _hand_over_due(rows: QuerySet[Parcel], *, at: datetime, limit: int) -> int:
    awake = rows.exclude(pk__in=resting(HANDING_OVER, at=at)).order_by("pk")
    free = awake.select_for_update(skip_locked=True, no_key=True, of=("self",))
    found = list(free.values_list("pk", flat=True)[:limit])

    def give(pks: list[int]) -> int:
        return record_events(
            _events(pks, EventCode.HANDED_OVER, EventCode.HANDED_OVER, at), at=at
        ).accepted

    return sum(in_pieces(HANDING_OVER, Parcel, found, give, at=at))


def _events(
    parcel_ids: Sequence[int], code: str, ref: str, at: datetime, **detail: str
) -> list[NewEvent]:
    """An event of each parcel at the end of its channel."""
    columns = ("pk", "channel__destination__code", "channel__destination__zone")
    rows = Parcel.objects.filter(pk__in=parcel_ids).order_by("pk").values_list(*columns)
    return [
        NewEvent(
            "parcel",
            pk,
            code,
            at,
            source="hub",
            source_ref=ref,
            zone=zone,
            place=place,
            detail=detail,
        )
        for pk, place, zone in rows
    ]


@transaction.atomic
def hand_over_parcels(
    *, parcel_ids: Sequence[int], carrier: str, action: str, by: Actor, at: datetime
) -> dict[int, Told]:
    """Record that a person gave these parcels to a carrier; {row id: why not} for the others.

    `action` names the list, so that the same list records a parcel once. Each event keeps the
    carrier and who handed over.
    """
    by.require(Role.PLANNER, Role.WAREHOUSE)
    lock_parcels(set(parcel_ids))
    found = Parcel.objects.in_bulk(list(parcel_ids))
    refused = {pk: told for pk, parcel in found.items() if (told := _why_not(parcel))}
    good = [pk for pk in sorted(found) if pk not in refused]
    events = _events(
        good, EventCode.HANDED_OVER, f"list-{action}", at, carrier=carrier, by=by.name[:80]
    )
    record_events(events, at=at)
    return refused


def _why_not(parcel: Parcel) -> Told:
    if parcel.movement in (*Movement.LAST_MILE, Movement.DELIVERED):
        return "already"
    if parcel.movement != Movement.AT_HUB:
        return say("it does not lie at the hub")
    if parcel.import_clearance != ImportClearance.RELEASED:
        return say("import customs has not released it")
    return say("it is on hold") if parcel.held else ""


@transaction.atomic
def take_back_hand_over(
    *, parcel_ids: Sequence[int], action: str, by: Actor, at: datetime
) -> dict[int, Told]:
    """Take back a list of the same name; {row id: why not} for what has gone further since."""
    by.require(Role.PLANNER, Role.WAREHOUSE)
    lock_parcels(set(parcel_ids))
    rows = Parcel.objects.filter(pk__in=parcel_ids).values_list("pk", "movement")
    kept: dict[int, Told] = {
        pk: say("the carrier has it and tells of it already")
        for pk, movement in rows
        if movement != Movement.HANDED_OVER
    }
    told = Event.objects.filter(parcel__in=parcel_ids, source="hub", source_ref=f"list-{action}")
    back = [pk for pk in told.values_list("parcel_id", flat=True) if pk not in kept]
    record_events(_events(back, UNDONE, f"{UNDONE}-{action}", at, by=by.name[:80]), at=at)
    return kept
