"""Moving what is loaded: a bag to another consolidation, parcels into another bag."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.consolidation import contents
from shipments.consolidation.actions import offload
from shipments.consolidation.containers import BUILDERS, make_ulds
from shipments.consolidation.fitting import Load, Piece
from shipments.consolidation.locking import (
    LEAVING,
    OPEN,
    locked,
    locked_bag,
    locked_pair,
    open_bag,
    require,
)
from shipments.consolidation.models import Bag, Consolidation, Uld
from shipments.consolidation.queries import loading_of, pieces_of
from shipments.consolidation.room import require_room, room_in_bag, room_on_uld, uld_takes
from shipments.errors import BadInput, NotEnough
from shipments.holds.actions import refresh_held
from shipments.parcels.models import Parcel
from shipments.parcels.queries import own_numbers
from shipments.tracking.models import Containment


@transaction.atomic
def move_bag(*, bag: Bag, to: Consolidation, by: Actor, at: datetime) -> int:
    """Move a bag with its parcels to another open consolidation. Returns the parcels moved.

    The same once more changes nothing. Raises NotEnough where the flight has no room for it.
    """
    by.require(*BUILDERS)
    source, target = locked_pair(bag.consolidation, to)
    bag = locked_bag(bag)
    if source.pk == target.pk:
        return 0
    require(source, *LEAVING)
    require(target, *OPEN)
    pieces = pieces_of(_inside(bag))
    if source.flight_id != target.flight_id:
        _require_room(bag, pieces, target)
    return _carry_over(bag, pieces, source, target, at)


def _require_room(bag: Bag, pieces: Sequence[Piece], target: Consolidation) -> None:
    load = loading_of(target.flight)
    fits = sum(one.grams for one in pieces) <= load.free_grams
    if not fits or sum(one.cm3 for one in pieces) > load.free_cm3:
        text = _("%(flight)s has no room for bag %(bag)s.")
        raise NotEnough("no_capacity", text % {"flight": target.flight, "bag": bag.number})


def _carry_over(
    bag: Bag, pieces: Sequence[Piece], source: Consolidation, target: Consolidation, at: datetime
) -> int:
    inside = [piece.parcel_id for piece in pieces]
    offload(source, inside, why=f"moved to {target.mawb}", at=at)
    uld = _uld_for(target, pieces)
    Bag.objects.filter(pk=bag.pk).update(consolidation=target, uld=uld)
    contents.put([(pk, bag.pk, uld.pk) for pk in inside], consolidation_id=target.pk, at=at)
    refresh_held(inside)
    return len(inside)


def _uld_for(target: Consolidation, pieces: Sequence[Piece]) -> Uld:
    """The last ULD if it can carry so much more, else a new one."""
    last = target.ulds.order_by("pk").last()
    load = Load()
    for piece in pieces:
        load.add(piece)
    return last if last and uld_takes(last, load, target) else make_ulds(target, 1)[0]


def _inside(bag: Bag) -> QuerySet[Parcel]:
    rows = Parcel.objects.filter(containments__bag=bag, containments__until__isnull=True)
    return rows.order_by("pk")


def bag_contents(bag: Bag) -> list[int]:
    """The parcels in a bag now, by id."""
    return list(_inside(bag).values_list("pk", flat=True))


@transaction.atomic
def move_parcels(*, numbers: Sequence[str], to: Bag, by: Actor, at: datetime) -> list[int]:
    """Move parcels into another bag of the same consolidation; a sealed bag takes none.

    Raises NotEnough where the bag or its ULD has no room for them.
    """
    by.require(*BUILDERS)
    fresh = locked(to.consolidation, *LEAVING)
    target = open_bag(to)
    inside = Containment.objects.filter(
        consolidation=fresh, until=None, parcel__number__in=own_numbers(numbers)
    ).exclude(bag=target)
    pieces = pieces_of(Parcel.objects.filter(pk__in=inside.values("parcel")).order_by("pk"))
    if not pieces:
        raise BadInput("not_inside", _("None of these parcels lies in another bag here."))
    _require_room_inside(target, pieces, fresh)
    parcels = [piece.parcel_id for piece in pieces]
    contents.take_out(parcels, at=at, why=f"moved to bag {target.number}")
    contents.put([(pk, target.pk, target.uld_id) for pk in parcels],
                 consolidation_id=fresh.pk, at=at)  # fmt: skip
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
