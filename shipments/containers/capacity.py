"""What still fits into a bag, onto a ULD, onto a flight, told in numbers and with the way out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shipments.containers.fitting import Piece
from shipments.containers.models import Bag, Consolidation, Uld
from shipments.containers.queries import load_inside, loading_of
from shipments.errors import NotEnough


@dataclass(frozen=True, slots=True)
class Room:
    """What a container still takes (None is no limit), its name, and what to do when it is full."""

    name: str
    way_out: str
    grams: int | None = None
    cm3: int | None = None
    pieces: int | None = None


def require_room(pieces: Sequence[Piece], rooms: Sequence[Room]) -> None:
    """Raises NotEnough for the first room that does not take all these pieces."""
    grams, cm3 = sum(piece.grams for piece in pieces), sum(piece.cm3 for piece in pieces)
    for room in rooms:
        if room.pieces is not None and len(pieces) > room.pieces:
            _refuse(room, _too_many(room, len(pieces)))
        if room.grams is not None and grams > room.grams:
            text = _("%(name)s takes %(left)s kg more; the chosen weigh %(wish)s kg.")
            _refuse(room, text % _numbers(room, room.grams / 1000, grams / 1000))
        if room.cm3 is not None and cm3 > room.cm3:
            text = _("%(name)s takes %(left)s m³ more; the chosen take up %(wish)s m³.")
            _refuse(room, text % _numbers(room, room.cm3 / 1_000_000, cm3 / 1_000_000))


def _too_many(room: Room, wish: int) -> str:
    left = room.pieces or 0
    text = ngettext(
        "%(name)s takes %(left)s parcel more; %(wish)s are chosen.",
        "%(name)s takes %(left)s parcels more; %(wish)s are chosen.",
        left,
    )
    return text % {"name": room.name, "left": left, "wish": wish}


def _numbers(room: Room, left: float, wish: float) -> dict[str, str]:
    """As exact as it takes to see the difference."""
    places = 1 if wish - left >= 0.1 else 3
    told = (number_format(max(item, 0), places, force_grouping=True) for item in (left, wish))
    return dict(zip(("left", "wish"), told, strict=True), name=room.name)


def _refuse(room: Room, text: str) -> None:
    raise NotEnough("no_capacity", f"{text} {room.way_out}")


def room_on_flight(consolidation: Consolidation) -> Room:
    """What the flight takes beside all that its consolidations carry."""
    load = loading_of(consolidation.flight)
    way_out = _("Choose fewer parcels, or move bags to another flight.")
    return Room(consolidation.flight.number, way_out, load.free_grams, load.free_cm3)


def room_on_uld(uld: Uld, consolidation: Consolidation, leaving: Sequence[Piece] = ()) -> Room:
    """What the ULD takes beside what lies on it; `leaving` are pieces of it that only change bags.

    Its volume is the aircraft's for one ULD.
    """
    load, most = load_inside(uld=uld), int(consolidation.flight.aircraft.uld_max_m3 * 1_000_000)
    grams = uld.max_grams - load.grams + sum(piece.grams for piece in leaving)
    cm3 = most - load.cm3 + sum(piece.cm3 for piece in leaving)
    way_out = _("Choose a bag on another ULD, or add a ULD.")
    return Room(uld.number, way_out, max(0, grams), max(0, cm3))


def room_in_bag(bag: Bag, consolidation: Consolidation, wish: int) -> Room:
    """What the bag takes beside what lies in it; a single parcel, however heavy, may lie alone."""
    load, channel = load_inside(bag=bag), consolidation.flight.channel
    alone = load.inside == 0 and wish == 1
    grams = None if alone else max(0, channel.max_bag_grams - load.grams)
    name = _("Bag %(bag)s") % {"bag": bag.number}
    way_out = _("Choose another bag, or make a new one.")
    return Room(name, way_out, grams, None, max(0, channel.max_bag_parcels - load.inside))
