"""All that staff ask of one parcel: where it is, in what, what comes next and who must act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shipments.actor import Actor
from shipments.cases.models import Case
from shipments.cases.queries import cases_for
from shipments.containers.models import Consolidation
from shipments.dashboards.pipeline import stop_of
from shipments.flights.models import Leg
from shipments.history.models import Change
from shipments.holds.models import Hold
from shipments.holds.queries import CARRIER, acting, effective_holds
from shipments.parcels.models import ExportClearance, ImportClearance, Movement, Parcel
from shipments.tracking.models import Containment


@dataclass(frozen=True, slots=True)
class Next:
    """The next step by its word, who does it, and by when where a time is known."""

    word: str
    who: str
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class OneParcel:
    """A parcel's places, newest first (the first may be open), what stops it and what is next."""

    parcel: Parcel
    places: list[Containment]
    stop: tuple[str, str] | None
    next: Next | None
    holds: list[Hold]
    cases: list[Case]
    changes: list[Change]

    @property
    def lies(self) -> Containment | None:
        """Where it lies now."""
        return next((place for place in self.places if place.until is None), None)


def one_parcel(actor: Actor, parcel: Parcel) -> OneParcel:
    """All of a parcel for staff; eight queries, whatever its past."""
    rows = Containment.objects.filter(parcel=parcel).select_related(
        "bag", "uld", "consolidation__flight"
    )
    places = list(rows.prefetch_related("consolidation__flight__legs").order_by("-since", "-pk"))
    lies = next((place for place in places if place.until is None), None)
    holds = list(effective_holds(parcel))
    return OneParcel(
        parcel=parcel,
        places=places,
        stop=_stop(parcel, holds),
        next=next_step(parcel, lies.consolidation if lies else None),
        holds=holds,
        cases=list(cases_for(actor).filter(parcels=parcel)[:20]),
        changes=list(Change.objects.filter(kind="shipments.parcel", object_id=parcel.pk)[:50]),
    )


def _stop(parcel: Parcel, holds: list[Hold]) -> tuple[str, str] | None:
    """What stops it and who must act; of a hold of ours its reason names the colleague."""
    found = stop_of(Parcel.objects.filter(pk=parcel.pk).annotate(acts=acting()).get())
    return (found[0], holds[0].must_act) if found and found[1] == CARRIER and holds else found


def next_step(parcel: Any, consolidation: Consolidation | None) -> Next | None:
    """What comes next for a parcel that nothing stops, and who does it; None where all is over."""
    if parcel.movement in Movement.ENDED:
        return None
    if parcel.movement in (Movement.CREATED, Movement.READY, Movement.RECEIVED):
        return Next("pack", "warehouse")
    if parcel.movement in (Movement.PACKED, Movement.LOADED):
        return _before_flight(parcel, consolidation)
    if parcel.movement == Movement.DEPARTED:
        return Next("land", "airline", _last_leg(consolidation, "arrives_at"))
    if parcel.movement in (Movement.ARRIVED, Movement.AT_HUB):
        return _in_russia(parcel)
    if parcel.movement == Movement.RETURNING:
        return Next("come_back", "carrier")
    return Next("pick_up", "buyer") if parcel.movement == Movement.READY_FOR_PICKUP else _brought()


def _brought() -> Next:
    return Next("deliver", "carrier")


def _before_flight(parcel: Any, consolidation: Consolidation | None) -> Next:
    if parcel.export_clearance == ExportClearance.NOT_FILED:
        return Next("prepare_export", "we")
    if parcel.export_clearance not in ExportClearance.CLEARED:
        return Next("export_release", "customs")
    if consolidation is None:
        return Next("load", "planner")
    if consolidation.status in Consolidation.Status.BUILDING:
        return Next("close", "planner", consolidation.flight.cargo_cutoff)
    return Next("depart", "airline", _last_leg(consolidation, "departs_at"))


def _in_russia(parcel: Any) -> Next:
    if parcel.import_clearance in (ImportClearance.NOT_FILED, ImportClearance.PRE_DECLARED):
        return Next("break_down" if parcel.movement == Movement.ARRIVED else "present", "hub")
    if parcel.import_clearance != ImportClearance.RELEASED:
        return Next("import_release", "customs")
    if parcel.movement == Movement.ARRIVED:
        return Next("break_down", "hub")
    return Next("hand_over", "hub")


def _last_leg(consolidation: Consolidation | None, moment: str) -> datetime | None:
    """A moment of the flight's last leg (its arrival) or first (its departure)."""
    legs: list[Leg] = list(consolidation.flight.legs.all()) if consolidation else []
    legs.sort(key=lambda leg: leg.sequence, reverse=moment == "arrives_at")
    return getattr(legs[0], moment) if legs else None
