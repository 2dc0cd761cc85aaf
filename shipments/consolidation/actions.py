"""Building consolidations: opening, filling, changing by hand, closing, manifesting."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import Actor, Role
from shipments.consolidation import contents
from shipments.consolidation.fitting import Load, Piece, bags_of, fitting, ulds_of
from shipments.consolidation.lifecycle import CONSOLIDATION
from shipments.consolidation.models import Bag, Consolidation, Uld
from shipments.consolidation.queries import loading_of, open_ends
from shipments.consolidation.readiness import ready_parcels
from shipments.errors import BadInput, NotEnough, WrongState
from shipments.flights.models import Flight, Leg
from shipments.holds.actions import refresh_held
from shipments.parcels.models import Parcel
from shipments.parcels.numbering import take_mawb
from shipments.tracking.actions import NewEvent, record_events

Status = Consolidation.Status
BUILDERS = (Role.PLANNER, Role.WAREHOUSE)
OPEN_STATUSES = (Status.PLANNING, Status.OPEN)


@transaction.atomic
def open_consolidation(*, flight: Flight, by: Actor, at: datetime) -> Consolidation:
    """Open a consolidation on a flight that has not left, with the next MAWB of the channel."""
    by.require(*BUILDERS)
    if flight.legs.exclude(status=Leg.Status.SCHEDULED).exists():
        text = _("%(flight)s has already left or is cancelled.") % {"flight": flight}
        raise WrongState("flight_under_way", text)
    mawb = take_mawb(flight.channel.mawb_prefix)
    made = Consolidation.objects.create(flight=flight, mawb=mawb, created_at=at)
    CONSOLIDATION.move([made], Status.OPEN, by=by, at=at)
    return made


def _locked(consolidation: Consolidation, *allowed: str) -> Consolidation:
    """The consolidation, locked, if its status is one of `allowed`. Raises WrongState."""
    rows = Consolidation.objects.select_for_update(of=("self",))
    fresh = rows.select_related("flight__channel", "flight__aircraft").get(pk=consolidation.pk)
    if fresh.status not in allowed:
        text = _("%(mawb)s is %(status)s; this deed needs another status.")
        text %= {"mawb": fresh.mawb, "status": fresh.get_status_display()}
        raise WrongState("wrong_state", text)
    return fresh


def _pieces(rows: Iterable[Any]) -> list[Piece]:
    """Pieces of rows of _SIZES."""
    return [
        Piece(pk, measured or declared, (length or 0) * (width or 0) * (height or 0) // 1000)
        for pk, declared, measured, length, width, height in rows
    ]


_SIZES = ("pk", "declared_grams", "measured_grams", "length_mm", "width_mm", "height_mm")


@transaction.atomic
def fill_consolidation(
    *, consolidation: Consolidation, by: Actor, at: datetime, limit: int = 100_000
) -> int:
    """Fill with parcels that may fly, first promised first, within weight and volume.

    New bags and ULDs are made as needed. Returns the number of parcels put in.
    """
    by.require(*BUILDERS)
    consolidation = _locked(consolidation, *OPEN_STATUSES)
    flight, load = consolidation.flight, loading_of(consolidation.flight)
    ready = ready_parcels(flight.channel).values_list(*_SIZES)[:limit]
    pieces = fitting(_pieces(ready.iterator()), grams=load.free_grams, cm3=load.free_cm3)
    return len(_load(consolidation, pieces, at))


def _load(consolidation: Consolidation, pieces: Sequence[Piece], at: datetime) -> list[int]:
    """Deal pieces into the open bag, then into new bags on the last ULD and on new ones."""
    flight = consolidation.flight
    last_bag, begun, on_uld = open_ends(consolidation)
    bags = bags_of(
        pieces, grams=flight.channel.max_bag_grams, count=flight.channel.max_bag_parcels,
        begun=begun,
    )  # fmt: skip
    rows: list[tuple[int, int | None, int | None]] = []
    if begun and last_bag:
        rows = [(piece.parcel_id, last_bag.pk, last_bag.uld_id) for piece in begun.pieces]
    fresh = bags[1:] if begun else bags
    groups = ulds_of(fresh, grams=flight.aircraft.uld_max_kg * 1000, begun=on_uld)
    ulds = _ulds_for(consolidation, len(groups), continues=on_uld is not None)
    placed = [(uld, bag) for uld, group in zip(ulds, groups, strict=True) for bag in group]
    rows += _make_bags(consolidation, placed, at)
    parcels = contents.put(rows, consolidation_id=consolidation.pk, at=at)
    refresh_held(parcels)
    return parcels


def _ulds_for(consolidation: Consolidation, count: int, *, continues: bool) -> list[Uld]:
    """The last ULD where building continues on it, and new ones to make `count`."""
    standing = list(consolidation.ulds.order_by("-pk")[: int(continues)])
    return [*standing, *_make_ulds(consolidation, count - len(standing))]


def _make_ulds(consolidation: Consolidation, count: int) -> list[Uld]:
    kind, grams = consolidation.flight.aircraft.uld_type, consolidation.flight.aircraft.uld_max_kg
    first, owner = consolidation.ulds.count(), consolidation.flight.number[:2]
    serial = int(consolidation.mawb[-8:]) % 900 * 10
    return Uld.objects.bulk_create(
        Uld(
            consolidation=consolidation,
            number=f"{kind}{(serial + first + n) % 100_000:05d}{owner}",
            max_grams=grams * 1000,
        )
        for n in range(count)
    )


def _make_bags(
    consolidation: Consolidation, placed: Sequence[tuple[Uld, Load]], at: datetime
) -> list[tuple[int, int | None, int | None]]:
    digits = consolidation.mawb.replace("-", "")
    first = Bag.objects.filter(number__startswith=f"B{digits}").count()
    bags = Bag.objects.bulk_create(
        Bag(
            number=f"B{digits}{first + n + 1:04d}", uld=uld, consolidation=consolidation,
            created_at=at,
        )
        for n, (uld, _) in enumerate(placed)
    )  # fmt: skip
    return [
        (piece.parcel_id, bag.pk, bag.uld_id)
        for bag, (_, load) in zip(bags, placed, strict=True)
        for piece in load.pieces
    ]


@transaction.atomic
def add_parcels(
    *, consolidation: Consolidation, numbers: Sequence[str], by: Actor, at: datetime
) -> list[int]:
    """Put these parcels in by hand. Raises BadInput or NotEnough and changes nothing."""
    by.require(*BUILDERS)
    consolidation = _locked(consolidation, *OPEN_STATUSES)
    ready = ready_parcels(consolidation.flight.channel).filter(number__in=numbers)
    rows = list(ready.values_list("number", *_SIZES))
    if missing := sorted(set(numbers) - {row[0] for row in rows}):
        text = _("Not ready to fly: %(numbers)s.") % {"numbers": ", ".join(missing[:20])}
        raise BadInput("not_ready", text)
    pieces, load = _pieces(row[1:] for row in rows), loading_of(consolidation.flight)
    if sum(piece.grams for piece in pieces) > load.free_grams:
        text = _("Only %(kg)s kg are left on the flight.") % {"kg": load.free_grams // 1000}
        raise NotEnough("no_capacity", text)
    return _load(consolidation, pieces, at)


@transaction.atomic
def remove_parcels(
    *, consolidation: Consolidation, numbers: Sequence[str], why: str, by: Actor, at: datetime
) -> list[int]:
    """Take parcels out before departure, with a reason; those loaded before are told offloaded."""
    by.require(*BUILDERS)
    fresh = _locked(consolidation, *OPEN_STATUSES, Status.CLOSED, Status.MANIFESTED)
    wanted = Parcel.objects.filter(
        number__in=numbers, containments__consolidation=fresh, containments__until__isnull=True
    )
    parcels = list(wanted.values_list("pk", flat=True))
    if not parcels:
        text = _("None of these parcels lies in %(mawb)s.") % {"mawb": fresh.mawb}
        raise BadInput("not_inside", text)
    return offload(fresh, parcels, why=why, at=at)


def offload(
    consolidation: Consolidation, parcel_ids: Sequence[int], *, why: str, at: datetime
) -> list[int]:
    """End the containment of these parcels; once closed, each is told that it was offloaded."""
    out = contents.take_out(parcel_ids, at=at, why=why)
    if consolidation.closed_at is not None:
        ref = f"offloaded-{consolidation.pk}-{at.timestamp()}"
        place = consolidation.flight.channel.origin
        record_events(
            [
                NewEvent("parcel", pk, "offloaded", at, "consolidation", ref, place.zone,
                         place.code, {"reason": why})
                for pk in out
            ],
            at=at,
        )  # fmt: skip
    refresh_held(out)
    return out


@transaction.atomic
def move_bag(*, bag: Bag, to: Consolidation, by: Actor, at: datetime) -> int:
    """Move a bag with its parcels to another open consolidation. Returns the parcels moved."""
    by.require(*BUILDERS)
    source = _locked(bag.consolidation, *OPEN_STATUSES, Status.CLOSED, Status.MANIFESTED)
    target = _locked(to, *OPEN_STATUSES)
    inside = bag_contents(bag)
    grams = sum(Parcel.objects.filter(pk__in=inside).values_list("declared_grams", flat=True))
    if grams > loading_of(target.flight).free_grams:
        text = _("%(flight)s has no room for bag %(bag)s.")
        raise NotEnough("no_capacity", text % {"flight": target.flight, "bag": bag.number})
    offload(source, inside, why=f"moved to {target.mawb}", at=at)
    uld = target.ulds.order_by("pk").last()
    Bag.objects.filter(pk=bag.pk).update(consolidation=target, uld=uld)
    uld_id = uld.pk if uld else None
    contents.put([(pk, bag.pk, uld_id) for pk in inside], consolidation_id=target.pk, at=at)
    refresh_held(inside)
    return len(inside)


def bag_contents(bag: Bag) -> list[int]:
    """The parcels in a bag now, by id."""
    rows = Parcel.objects.filter(containments__bag=bag, containments__until__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def close_consolidation(*, consolidation: Consolidation, by: Actor, at: datetime) -> Consolidation:
    """Seal the bags and load; held parcels stay behind, an empty consolidation is cancelled.

    Raises NotEnough while the flight carries more than its aircraft may.
    """
    by.require(*BUILDERS)
    fresh = _locked(consolidation, Status.OPEN, Status.CLOSED)
    if fresh.status == Status.CLOSED:
        return fresh
    offload(fresh, contents.parcels_in(fresh.pk, held=True), why="held", at=at)
    _refuse_too_full(fresh)
    if not contents.parcels_in(fresh.pk):
        CONSOLIDATION.move([fresh], Status.CANCELLED, by=by, at=at, why="nothing to carry")
        return fresh
    CONSOLIDATION.move([fresh], Status.CLOSED, by=by, at=at)
    _seal(fresh, at)
    _tell(fresh, "loaded", at)
    return fresh


def _refuse_too_full(consolidation: Consolidation) -> None:
    load = loading_of(consolidation.flight)
    if load.grams <= load.max_grams and load.cm3 <= load.max_cm3:
        return
    text = _(
        "%(flight)s is too full: %(kg)s of %(most)s kg, %(m3)s of %(room)s m³. Move bags to the "
        "next flight, then close."
    )
    text %= {"flight": consolidation.flight.number, "kg": load.kilograms,
             "most": load.max_kilograms, "m3": load.cubic_metres,
             "room": load.max_cubic_metres}  # fmt: skip
    raise NotEnough("too_full", text)


def _seal(consolidation: Consolidation, at: datetime) -> None:
    bags = list(consolidation.bags.filter(sealed_at__isnull=True))
    for bag in bags:
        bag.sealed_at, bag.seal = at, f"S{bag.pk:08d}"
    Bag.objects.bulk_update(bags, ["sealed_at", "seal"], batch_size=2000)
    Consolidation.objects.filter(pk=consolidation.pk).update(closed_at=at)


def _tell(consolidation: Consolidation, code: str, at: datetime) -> None:
    place = consolidation.flight.channel.origin
    ref = f"{code}-{at.timestamp()}"
    event = NewEvent(
        "consolidation", consolidation.pk, code, at, "consolidation", ref, place.zone, place.code
    )
    record_events([event], at=at)


@transaction.atomic
def reopen_consolidation(*, consolidation: Consolidation, by: Actor, at: datetime) -> Consolidation:
    """Open a closed consolidation again, so that its contents can be changed."""
    by.require(*BUILDERS)
    fresh = _locked(consolidation, Status.CLOSED, Status.MANIFESTED)
    CONSOLIDATION.move([fresh], Status.OPEN, by=by, at=at)
    return fresh


@transaction.atomic
def manifest_consolidation(
    *, consolidation: Consolidation, by: Actor, at: datetime
) -> Consolidation:
    """Put a closed consolidation on the flight's manifest."""
    by.require(*BUILDERS)
    moved = CONSOLIDATION.move([consolidation], Status.MANIFESTED, by=by, at=at).all_or_refuse()
    if moved.moved:
        _tell(consolidation, "manifested", at)
    return consolidation
