"""Taking off before departure: single parcels out of open bags, sealed bags only whole."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shipments.actor import Actor
from shipments.consolidation.sealing import filled, named
from shipments.containers import contents
from shipments.containers.contents import End, taken_off
from shipments.containers.locking import LEAVING, locked, locked_bag
from shipments.containers.models import LOADED, Bag, Consolidation
from shipments.containers.numbering import BUILDERS
from shipments.errors import BadInput, WrongState
from shipments.event_codes import EventCode
from shipments.holds.actions import refresh_held
from shipments.parcels.models import Parcel
from shipments.parcels.queries import own_numbers
from shipments.sentences import say
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.models import Containment


@transaction.atomic
def remove_parcels(
    *, consolidation: Consolidation, numbers: Sequence[str], why: str, by: Actor, at: datetime
) -> list[int]:
    """Take parcels out before departure, with a reason; those loaded before are told offloaded.

    Raises WrongState where one lies in a sealed bag: that is opened first, or goes whole.
    """
    by.require(*BUILDERS)
    require_reason(why)
    fresh = locked(consolidation, *LEAVING)
    wanted = Parcel.objects.filter(
        number__in=own_numbers(numbers),
        containments__consolidation=fresh,
        containments__until__isnull=True,
    )
    parcels = list(wanted.values_list("pk", flat=True))
    if not parcels:
        raise BadInput(
            "not_inside", say("None of these parcels lies in %(mawb)s.", mawb=fresh.mawb)
        )
    refuse_sealed(parcels)
    return offload(fresh, parcels, why=why, at=at)


def require_reason(why: str) -> None:
    """Raises BadInput where nobody says why something is taken off."""
    if not why.strip():
        raise BadInput("no_reason", say("Say why they are taken out."), {"why": ""})


def refuse_sealed(parcel_ids: Sequence[int]) -> None:
    """Raises WrongState where one of these parcels lies in a sealed bag, with both ways out."""
    rows = Containment.objects.filter(
        parcel__in=parcel_ids, until__isnull=True, bag__sealed_at__isnull=False
    )
    lying = rows.order_by("bag_id", "parcel_id").values_list("parcel__number", "bag__number")
    if found := lying.first():
        text = say(
            "%(parcel)s lies in bag %(bag)s, which is sealed. Open the bag with a reason first, or "
            "take the whole bag off.",
            parcel=found[0],
            bag=found[1],
        )
        raise WrongState("sealed", text)


def refuse_held_in_sealed(consolidation: Consolidation) -> None:
    """Raises WrongState where a sealed bag holds parcels that must not fly."""
    rows = Containment.objects.filter(
        consolidation=consolidation,
        until__isnull=True,
        parcel__held=True,
        bag__sealed_at__isnull=False,
    )
    bags = sorted(set(rows.values_list("bag__number", flat=True)))
    if bags:
        text = say(
            "Sealed bags with parcels on hold inside: %(bags)s. Release the holds, take the bags "
            "off whole, or open them with a reason.",
            bags=named(bags),
        )
        raise WrongState("held_in_sealed", text)


def offload(
    consolidation: Consolidation, parcel_ids: Sequence[int], *, why: str, at: datetime
) -> list[int]:
    """End the containment of these parcels; once closed, each is told that it was offloaded."""
    out = contents.take_out(parcel_ids, at=at, end=taken_off(why))
    record_offloaded(consolidation, out, why=why, at=at)
    refresh_held(out)
    return out


def record_offloaded(
    consolidation: Consolidation, parcel_ids: Sequence[int], *, why: str, at: datetime
) -> None:
    """Tell parcels of a consolidation that was closed before that they do not fly with it."""
    if consolidation.closed_at is None:
        return
    ref = f"offloaded-{consolidation.pk}-{at.timestamp()}"
    place = consolidation.flight.channel.origin
    record_events(
        [
            NewEvent(
                "parcel",
                pk,
                EventCode.OFFLOADED,
                at,
                source="consolidation",
                source_ref=ref,
                zone=place.zone,
                place=place.code,
                detail={"reason": why},
            )
            for pk in parcel_ids
        ],
        at=at,
    )


@transaction.atomic
def offload_bag(*, bag: Bag, why: str, by: Actor, at: datetime) -> list[int]:
    """Take a whole bag off its flight, sealed as it is: it waits for another flight.

    Returns the parcels in it. A bag that waits already, or has nothing in it, changes nothing.
    Raises BadInput without a reason, WrongState once it has left.
    """
    by.require(*BUILDERS)
    require_reason(why)
    fresh = locked(bag.consolidation, *LEAVING)
    if locked_bag(bag).aside_at:
        return []
    return set_aside(fresh, [bag.pk], why=why, at=at)


def set_aside(
    consolidation: Consolidation, bag_ids: Sequence[int], *, why: str, at: datetime
) -> list[int]:
    """Take filled bags of a locked consolidation off whole; returns the parcels in them."""
    standing = Bag.objects.filter(LOADED, filled(), pk__in=bag_ids, consolidation=consolidation)
    going = list(standing.order_by("pk").values_list("pk", flat=True))
    Bag.objects.filter(pk__in=going).update(aside_at=at, uld=None)
    out = contents.follow_bags(going, at=at, end=taken_off(why))
    record_offloaded(consolidation, out, why=why, at=at)
    refresh_held(out)
    return out


def set_all_aside(consolidation: Consolidation, *, end: End, at: datetime) -> None:
    """Let every filled bag of a cancelled consolidation wait whole; what lies loose waits alone."""
    held = contents.parcels_in(consolidation.pk, held=True)
    bags = Bag.objects.filter(LOADED, filled(), consolidation=consolidation)
    going = list(bags.values_list("pk", flat=True))
    Bag.objects.filter(pk__in=going).update(aside_at=at, uld=None)
    contents.follow_bags(going, at=at, end=end)
    contents.empty(consolidation.pk, at=at, end=end)
    refresh_held(held)
