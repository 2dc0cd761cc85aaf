"""Moving what is loaded: a bag to another consolidation, parcels into another bag."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.consolidation.offloading import record_offloaded, refuse_sealed
from shipments.consolidation.rolling import carry
from shipments.consolidation.sealing import NAMED, named
from shipments.containers import contents
from shipments.containers.capacity import require_room, room_in_bag, room_on_uld
from shipments.containers.contents import End
from shipments.containers.fitting import Piece
from shipments.containers.locking import (
    LEAVING,
    OPEN,
    locked,
    locked_bag,
    locked_pair,
    require,
    unsealed,
)
from shipments.containers.models import Bag, Consolidation
from shipments.containers.numbering import BUILDERS
from shipments.containers.queries import loading_of, pieces_of
from shipments.errors import BadInput, NotEnough, WrongState
from shipments.flights.reasons import OffloadReason
from shipments.history.actions import note_change
from shipments.holds.actions import refresh_held
from shipments.parcels.models import Parcel
from shipments.parcels.queries import own_numbers
from shipments.sentences import say
from shipments.tracking.models import Containment


@transaction.atomic
def move_bag(*, bag: Bag, to: Consolidation, by: Actor, at: datetime) -> int:
    """Move a whole bag, sealed or not, to another open consolidation of its route.

    Returns the parcels moved; the same once more changes nothing. Raises NotEnough where the
    flight has no room for it, WrongState for a flight of another route.
    """
    by.require(*BUILDERS)
    source, target = locked_pair(bag.consolidation, to)
    if source.flight.channel_id != target.flight.channel_id:
        text = say(
            "Bag %(bag)s goes by %(route)s and this flight by %(other)s. Re-route the bag, with a "
            "reason.",
            bag=bag.number,
            route=source.flight.channel.code,
            other=target.flight.channel.code,
        )
        raise WrongState("other_route", text)
    return _move(bag, source, target, at)


def _move(bag: Bag, source: Consolidation, target: Consolidation, at: datetime) -> int:
    bag = locked_bag(bag)
    if source.pk == target.pk and not bag.aside_at:
        return 0
    if not bag.aside_at:
        require(source, *LEAVING)
    require(target, *OPEN)
    pieces = pieces_of(_inside(bag))
    if source.flight_id != target.flight_id or bag.aside_at:
        _require_room(bag, pieces, target)
    return _carry_over(bag, pieces, source, target, at)


def _require_room(bag: Bag, pieces: Sequence[Piece], target: Consolidation) -> None:
    load = loading_of(target.flight)
    fits = sum(piece.grams for piece in pieces) <= load.free_grams
    if not fits or sum(piece.cm3 for piece in pieces) > load.free_cm3:
        text = _("%(flight)s has no room for bag %(bag)s.")
        raise NotEnough("no_capacity", text % {"flight": target.flight, "bag": bag.number})


def _carry_over(
    bag: Bag, pieces: Sequence[Piece], source: Consolidation, target: Consolidation, at: datetime
) -> int:
    if not bag.aside_at:
        inside = [piece.parcel_id for piece in pieces]
        record_offloaded(source, inside, why=OffloadReason.ANOTHER_FLIGHT, at=at)
    grams, cm3 = sum(piece.grams for piece in pieces), sum(piece.cm3 for piece in pieces)
    return carry(target, [Piece(bag.pk, grams, cm3)], at)


@transaction.atomic
def reroute_bag(*, bag: Bag, to: Consolidation, why: str, by: Actor, at: datetime) -> int:
    """Move a whole bag to an open consolidation of another route, with a reason.

    Returns the parcels in it. Raises BadInput without a reason, and WrongState, with their
    numbers, where parcels in it are not bound for the place that route leads to.
    """
    by.require(*BUILDERS)
    if not why.strip():
        raise BadInput("no_reason", say("Say why the bag is re-routed."), {"why": ""})
    source, target = locked_pair(bag.consolidation, to)
    to_place = target.flight.channel.destination
    astray = _inside(bag).exclude(channel__destination=to_place).values_list("number", flat=True)
    if numbers := list(astray[: NAMED + 1]):
        text = say(
            "Bag %(bag)s cannot go to %(place)s: not bound for it are %(parcels)s.",
            bag=bag.number,
            place=to_place.code,
            parcels=named(numbers),
        )
        raise WrongState("other_destination", text)
    moved = _move(bag, source, target, at)
    note_change(
        thing=bag,
        old=source.flight.channel.code,
        new=target.flight.channel.code,
        by=by,
        at=at,
        note=why.strip(),
    )
    return moved


def _inside(bag: Bag) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(containments__bag=bag, containments__until__isnull=True)
    return rows.order_by("pk")


@transaction.atomic
def move_parcels(*, numbers: Sequence[str], to: Bag, by: Actor, at: datetime) -> list[int]:
    """Move parcels into another bag of the same consolidation; a sealed bag takes and gives none.

    Raises NotEnough where the bag or its ULD has no room for them.
    """
    by.require(*BUILDERS)
    fresh = locked(to.consolidation, *LEAVING)
    target = unsealed(to)
    inside = Containment.objects.filter(
        consolidation=fresh, until=None, parcel__number__in=own_numbers(numbers)
    ).exclude(bag=target)
    pieces = pieces_of(Parcel.objects.filter(pk__in=inside.values("parcel")).order_by("pk"))
    if not pieces:
        raise BadInput("not_inside", _("None of these parcels lies in another bag here."))
    _require_room_inside(target, pieces, fresh)
    parcels = [piece.parcel_id for piece in pieces]
    refuse_sealed(parcels)
    contents.take_out(parcels, at=at, end=End(Containment.Ending.MOVED))
    contents.put(
        [(pk, target.pk, target.uld_id) for pk in parcels], consolidation_id=fresh.pk, at=at
    )
    refresh_held(parcels)
    return parcels


def _require_room_inside(bag: Bag, pieces: Sequence[Piece], consolidation: Consolidation) -> None:
    rooms = [room_in_bag(bag, consolidation, len(pieces))]
    if bag.uld:
        ids = [piece.parcel_id for piece in pieces]
        on_it = Parcel.objects.filter(
            pk__in=ids, containments__uld=bag.uld, containments__until=None
        )
        rooms.append(room_on_uld(bag.uld, consolidation, pieces_of(on_it)))
    require_room(pieces, rooms)
