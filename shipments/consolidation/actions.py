"""Building consolidations: opening, filling, changing by hand, closing, manifesting."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.bulk.undoing import under_undo
from shipments.consolidation import contents
from shipments.consolidation.containers import BUILDERS, make_bags, make_ulds
from shipments.consolidation.fitting import Load, Piece, bags_of, fitting, ulds_of
from shipments.consolidation.lifecycle import CONSOLIDATION
from shipments.consolidation.locking import OPEN, lock_flights, locked, unsealed
from shipments.consolidation.models import LOADED, Bag, Consolidation, Uld
from shipments.consolidation.offloading import offload, refuse_held_in_sealed
from shipments.consolidation.queries import loading_of, open_ends, pieces_of
from shipments.consolidation.readiness import ready_parcels
from shipments.consolidation.rolling import load_waiting_bags
from shipments.consolidation.room import (
    Room,
    require_room,
    room_in_bag,
    room_on_flight,
    room_on_uld,
)
from shipments.consolidation.sealing import filled, refuse_unsealed, seal_inside
from shipments.errors import BadInput, NotEnough, WrongState
from shipments.event_codes import EventCode
from shipments.flights.actions import close_loading, open_loading, refuse_closed_loading
from shipments.flights.models import Flight, Leg
from shipments.flights.reasons import OffloadReason
from shipments.holds.actions import refresh_held
from shipments.parcels.numbering import take_mawb
from shipments.parcels.queries import own_numbers
from shipments.tracking.actions import NewEvent, record_events

Status = Consolidation.Status


@transaction.atomic
def open_consolidation(*, flight: Flight, by: Actor, at: datetime) -> Consolidation:
    """Open a consolidation on a flight that has not left, with the next MAWB of the channel.

    A person who opens one opens the flight's loading again; a job is refused while it is closed.
    """
    by.require(*BUILDERS)
    lock_flights([flight.pk])
    if by.is_job:
        refuse_closed_loading(flight)
    else:
        open_loading(flight=flight, by=by, at=at)
    if flight.legs.exclude(status=Leg.Status.SCHEDULED).exists():
        text = _("%(flight)s has already left or is cancelled.") % {"flight": flight}
        raise WrongState("flight_under_way", text)
    mawb = take_mawb(flight.channel.mawb_prefix)
    made = Consolidation.objects.create(flight=flight, mawb=mawb, created_at=at)
    CONSOLIDATION.move([made], Status.OPEN, by=by, at=at)
    return made


@transaction.atomic
def fill_consolidation(
    *, consolidation: Consolidation, by: Actor, at: datetime, limit: int = 100_000
) -> int:
    """Fill with parcels that may fly, first promised first, within weight and volume.

    Bags that lost their flight go in first, whole. New bags and ULDs are made as needed, sealed
    ones take nothing. What may still be taken back waits. Returns the number of parcels put in.
    """
    by.require(*BUILDERS)
    consolidation = locked(consolidation, *OPEN)
    whole = load_waiting_bags(consolidation=consolidation, by=by, at=at)
    flight, load = consolidation.flight, loading_of(consolidation.flight)
    own = ready_parcels(flight.channel).visible_to(by)
    ready = pieces_of(own.exclude(under_undo("parcel"))[:limit])
    pieces = fitting(ready, grams=load.free_grams, cm3=load.free_cm3)
    return whole + len(_load(consolidation, pieces, at))


def _load(consolidation: Consolidation, pieces: Sequence[Piece], at: datetime) -> list[int]:
    """Deal pieces into the open bag, then into new bags on the last ULD and on new ones."""
    flight = consolidation.flight
    last_bag, begun, on_uld = open_ends(consolidation)
    bags = bags_of(
        pieces,
        grams=flight.channel.max_bag_grams,
        count=flight.channel.max_bag_parcels,
        begun=begun,
    )
    rows: list[tuple[int, int | None, int | None]] = []
    if begun and last_bag:
        rows = [(piece.parcel_id, last_bag.pk, last_bag.uld_id) for piece in begun.pieces]
    fresh = bags[1:] if begun else bags
    groups = ulds_of(
        fresh,
        grams=flight.aircraft.uld_max_kg * 1000,
        cm3=int(flight.aircraft.uld_max_m3 * 1_000_000),
        begun=on_uld,
    )
    ulds = _ulds_for(consolidation, len(groups), continues=on_uld is not None)
    placed = [(uld, bag) for uld, group in zip(ulds, groups, strict=True) for bag in group]
    rows += _make_bags(consolidation, placed, at)
    return _put(consolidation, rows, at)


def _put(
    consolidation: Consolidation, rows: Sequence[tuple[int, int | None, int | None]], at: datetime
) -> list[int]:
    parcels = contents.put(rows, consolidation_id=consolidation.pk, at=at)
    refresh_held(parcels)
    return parcels


def _ulds_for(consolidation: Consolidation, wanted: int, *, continues: bool) -> list[Uld]:
    """The last ULD where building continues on it, and new ones to make so many."""
    standing = list(consolidation.ulds.order_by("-pk")[: int(continues)])
    return [*standing, *make_ulds(consolidation, wanted - len(standing))]


def _make_bags(
    consolidation: Consolidation, placed: Sequence[tuple[Uld, Load]], at: datetime
) -> list[tuple[int, int | None, int | None]]:
    bags = make_bags(consolidation, [uld for uld, _ in placed], at)
    return [
        (piece.parcel_id, bag.pk, bag.uld_id)
        for bag, (_, load) in zip(bags, placed, strict=True)
        for piece in load.pieces
    ]


@transaction.atomic
def add_parcels(
    *,
    consolidation: Consolidation,
    numbers: Sequence[str],
    by: Actor,
    at: datetime,
    bag: Bag | None = None,
) -> list[int]:
    """Put these parcels in by hand, into `bag` or where building goes on.

    Raises BadInput or NotEnough, with what is free and the way out, and changes nothing.
    """
    by.require(*BUILDERS)
    consolidation = locked(consolidation, *OPEN)
    target = unsealed(bag) if bag else None
    if target and target.consolidation_id != consolidation.pk:
        text = _("Bag %(bag)s lies in %(mawb)s now.")
        raise BadInput("bag_elsewhere", text % {"bag": target.number, "mawb": target.consolidation})
    pieces = _chosen(consolidation, numbers, by)
    require_room(
        pieces, [*_rooms(target, consolidation, len(pieces)), room_on_flight(consolidation)]
    )
    if target is None:
        return _load(consolidation, pieces, at)
    rows = [(piece.parcel_id, target.pk, target.uld_id) for piece in pieces]
    return _put(consolidation, rows, at)


def _chosen(consolidation: Consolidation, numbers: Sequence[str], by: Actor) -> list[Piece]:
    """The parcels of these numbers, all of which may fly, first promised first."""
    if not numbers:
        raise BadInput("nothing_chosen", _("Choose parcels first."))
    wanted = own_numbers(numbers)
    ready = ready_parcels(consolidation.flight.channel).visible_to(by).filter(number__in=wanted)
    if missing := sorted(set(wanted) - set(ready.values_list("number", flat=True))):
        text = _("Not ready to fly: %(numbers)s.") % {"numbers": ", ".join(missing[:20])}
        raise BadInput("not_ready", text)
    return pieces_of(ready)


def _rooms(bag: Bag | None, consolidation: Consolidation, wish: int) -> list[Room]:
    """The bag chosen and the ULD under it."""
    if bag is None:
        return []
    rooms = [room_in_bag(bag, consolidation, wish)]
    return [*rooms, room_on_uld(bag.uld, consolidation)] if bag.uld else rooms


@transaction.atomic
def close_consolidation(
    *,
    consolidation: Consolidation,
    by: Actor,
    at: datetime,
    seals: Mapping[str, str] | None = None,
) -> Consolidation:
    """Load what is sealed; held parcels stay behind, an empty consolidation is cancelled.

    `seals` are seal by bag, as they were put on. Empty bags are dropped. A person's closing closes
    the loading of the flight, too: no job opens another consolidation on it. Raises WrongState
    while a bag with something inside bears no seal or a sealed one holds what must not fly,
    NotEnough while the flight carries more than its aircraft may.
    """
    by.require(*BUILDERS)
    fresh = locked(consolidation, Status.OPEN, Status.CLOSED)
    if fresh.status == Status.CLOSED:
        return fresh
    refuse_held_in_sealed(fresh)
    offload(fresh, contents.parcels_in(fresh.pk, held=True), why=OffloadReason.HELD, at=at)
    seal_inside(fresh, seals or {}, by=by, at=at)
    _refuse_too_full(fresh)
    refuse_unsealed(fresh)
    fresh.bags.filter(LOADED).exclude(filled()).update(dropped_at=at)
    if not by.is_job:
        close_loading(flight=fresh.flight, by=by, at=at)
    if not contents.parcels_in(fresh.pk):
        CONSOLIDATION.move([fresh], Status.CANCELLED, by=by, at=at, reason="nothing_to_carry")
        return fresh
    CONSOLIDATION.move([fresh], Status.CLOSED, by=by, at=at)
    Consolidation.objects.filter(pk=fresh.pk).update(closed_at=at)
    _tell(fresh, EventCode.LOADED, at)
    return fresh


def _refuse_too_full(consolidation: Consolidation) -> None:
    load = loading_of(consolidation.flight)
    if load.grams <= load.max_grams and load.cm3 <= load.max_cm3:
        return
    text = _(
        "%(flight)s is too full: %(kg)s of %(most)s kg, %(m3)s of %(room)s m³. Move bags to the "
        "next flight, then close."
    )
    text %= {
        "flight": consolidation.flight.number,
        "kg": load.kilograms,
        "most": load.max_kilograms,
        "m3": load.cubic_metres,
        "room": load.max_cubic_metres,
    }
    raise NotEnough("too_full", text)


def _tell(consolidation: Consolidation, code: str, at: datetime) -> None:
    place = consolidation.flight.channel.origin
    ref = f"{code}-{at.timestamp()}"
    event = NewEvent(
        "consolidation",
        consolidation.pk,
        code,
        at,
        source="consolidation",
        source_ref=ref,
        zone=place.zone,
        place=place.code,
    )
    record_events([event], at=at)


@transaction.atomic
def reopen_consolidation(*, consolidation: Consolidation, by: Actor, at: datetime) -> Consolidation:
    """Open a closed consolidation again, and with it its flight's loading.

    Its sealed bags stay sealed: what lies in one is reached by opening it with a reason.
    """
    by.require(*BUILDERS)
    fresh = locked(consolidation, Status.CLOSED, Status.MANIFESTED)
    CONSOLIDATION.move([fresh], Status.OPEN, by=by, at=at)
    if not by.is_job:
        open_loading(flight=fresh.flight, by=by, at=at)
    return fresh


@transaction.atomic
def manifest_consolidation(
    *, consolidation: Consolidation, by: Actor, at: datetime
) -> Consolidation:
    """Put a closed consolidation on the flight's manifest."""
    by.require(*BUILDERS)
    moved = CONSOLIDATION.move([consolidation], Status.MANIFESTED, by=by, at=at).all_or_refuse()
    if moved.moved:
        _tell(consolidation, EventCode.MANIFESTED, at)
    return consolidation
