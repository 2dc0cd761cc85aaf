"""Seals: scanned or typed by those who put them on, each on one bag, broken only with a reason."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from shipments.actor import Actor
from shipments.containers.locking import LEAVING, OPEN, locked, locked_load, require
from shipments.containers.models import LOADED, Bag, BagOpening, Consolidation
from shipments.containers.numbering import BUILDERS
from shipments.errors import BadInput, Duplicate, NotAllowed, WrongState
from shipments.parcels.models import Parcel
from shipments.sentences import say
from shipments.tracking.models import Containment

_SEAL = re.compile(r"[A-Z0-9][A-Z0-9/-]{1,31}")
# So many bags are named in a refusal.
NAMED = 20


def filled() -> Exists:
    """Whether something lies in a bag now."""
    return Exists(Containment.objects.filter(bag=OuterRef("pk"), until__isnull=True))


def unsealed_bags(consolidation: Consolidation) -> QuerySet[Bag]:
    """The bags with something inside that may fly and no seal, in the order they were made."""
    flies = Containment.objects.filter(bag=OuterRef("pk"), until__isnull=True, parcel__held=False)
    rows = consolidation.bags.filter(LOADED, Exists(flies), sealed_at__isnull=True)
    return rows.select_related("uld").order_by("pk")


def read_seals(text: str) -> dict[str, str]:
    """Bag and seal of each pasted line, in the order given.

    Raises BadInput with the line where one is not two words, or names a bag again.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = re.split(r"[\s,;]+", line.strip())
        if words == [""]:
            continue
        if len(words) != 2 or words[0] in found:
            told = say(
                "Line %(line)s: write the number of one bag and its seal, each bag once.",
                line=number,
            )
            raise BadInput("bad_seals", told)
        found[words[0]] = words[1]
    return found


@transaction.atomic
def seal_bag(*, bag: Bag, seal: str, by: Actor, at: datetime) -> Bag:
    """Close a bag with the number of the seal that was put on; the same once more changes nothing.

    Raises BadInput for what is no seal's number or an empty bag, Duplicate for a seal that is or
    was on another bag, WrongState where the bag bears another seal.
    """
    by.require(*BUILDERS)
    fresh = locked_load(bag)
    if not fresh.aside_at:
        require(fresh.consolidation, *LEAVING)
    put_seals([fresh], {fresh.number: seal}, by=by, at=at)
    fresh.refresh_from_db()
    return fresh


@transaction.atomic
def seal_bags(
    *, consolidation: Consolidation, seals: Mapping[str, str], by: Actor, at: datetime
) -> int:
    """Seal many bags of a consolidation, all or none: `seals` holds seal by bag.

    Returns how many were sealed now. Raises what `seal_bag` does, naming the bag, and BadInput for
    a bag that does not lie here.
    """
    by.require(*BUILDERS)
    return seal_inside(locked(consolidation, *LEAVING), seals, by=by, at=at)


def seal_inside(
    consolidation: Consolidation, seals: Mapping[str, str], *, by: Actor, at: datetime
) -> int:
    """The same for a consolidation that is locked already."""
    rows = consolidation.bags.filter(LOADED, number__in=list(seals)).order_by("pk")
    bags = list(rows.select_for_update(no_key=True, of=("self",)))
    if strange := sorted(set(seals) - {bag.number for bag in bags}):
        text = say("There is no bag %(bag)s in this consolidation.", bag=strange[0][:32])
        raise BadInput("no_bag", text, {"seals": strange[0][:32]})
    return put_seals(bags, seals, by=by, at=at)


def put_seals(bags: Sequence[Bag], seals: Mapping[str, str], *, by: Actor, at: datetime) -> int:
    """Write seals on locked bags; how many bear one now that bore none."""
    wanted = {bag.pk: _read(seals[bag.number], bag) for bag in bags}
    for bag in bags:
        if bag.sealed_at and bag.seal != wanted[bag.pk]:
            text = say(
                "Bag %(bag)s is sealed with %(seal)s already.", bag=bag.number, seal=bag.seal
            )
            raise WrongState("sealed", text)
    fresh = [bag for bag in bags if not bag.sealed_at]
    _refuse_empty(fresh)
    _refuse_taken([wanted[bag.pk] for bag in fresh])
    for bag in fresh:
        bag.seal, bag.sealed_at, bag.sealed_by = wanted[bag.pk], at, by.name[:80]
    try:
        with transaction.atomic():
            Bag.objects.bulk_update(fresh, ["seal", "sealed_at", "sealed_by"], batch_size=2000)
    except IntegrityError as error:
        text = say("One of these seals was put on another bag just now; look again.")
        raise Duplicate("seal_taken", text) from error
    return len(fresh)


def _read(typed: str, bag: Bag) -> str:
    seal = unicodedata.normalize("NFKC", typed).strip().upper()
    if not _SEAL.fullmatch(seal):
        text = say(
            "Bag %(bag)s: scan the seal's number, up to 32 letters and digits.", bag=bag.number
        )
        raise BadInput("bad_seal", text, {"seal": typed[:32]})
    return seal


def _refuse_empty(bags: Sequence[Bag]) -> None:
    rows = Bag.objects.filter(pk__in=[bag.pk for bag in bags]).exclude(filled())
    if empty := rows.order_by("pk").first():
        text = say(
            "Bag %(bag)s is empty: an empty bag needs no seal, closing drops it.", bag=empty.number
        )
        raise BadInput("empty_bag", text)


def _refuse_taken(seals: Sequence[str]) -> None:
    """Raises for a seal given twice, borne by a bag, broken before, or that is another barcode."""
    if twice := [seal for seal, times in Counter(seals).items() if times > 1]:
        text = say("Seal %(seal)s is given for two bags; each bag has its own.", seal=twice[0])
        raise Duplicate("seal_taken", text, {"seal": twice[0]})
    borne = Bag.objects.filter(seal__in=seals, unloaded_at__isnull=True).order_by("pk").first()
    if borne:
        text = say("Seal %(seal)s is on bag %(bag)s.", seal=borne.seal, bag=borne.number)
        raise Duplicate("seal_taken", text, {"seal": borne.seal})
    broken = BagOpening.objects.filter(seal__in=seals).select_related("bag").first()
    if broken:
        text = say(
            "Seal %(seal)s was broken on bag %(bag)s; take a new one.",
            seal=broken.seal,
            bag=broken.bag.number,
        )
        raise Duplicate("seal_broken", text, {"seal": broken.seal})
    if other := _barcode_of_ours(seals):
        text = say(
            "%(number)s is the number of a bag or a parcel, not of a seal; scan the seal.",
            number=other,
        )
        raise BadInput("bad_seal", text, {"seal": other})


def _barcode_of_ours(seals: Iterable[str]) -> str:
    for rows in (Bag.objects, Parcel.objects):
        if number := rows.filter(number__in=list(seals)).values_list("number", flat=True).first():
            return str(number)
    return ""


def refuse_unsealed(consolidation: Consolidation) -> None:
    """Raises WrongState, naming them, while bags with something inside bear no seal."""
    bags = list(unsealed_bags(consolidation).values_list("number", flat=True))
    if bags:
        text = say(
            "Not sealed yet: %(bags)s. Put the seals on and give their numbers.", bags=named(bags)
        )
        raise WrongState("not_sealed", text)


def named(numbers: Sequence[str]) -> str:
    """The first of many numbers, and that there are more."""
    return ", ".join(numbers[:NAMED]) + (" …" if len(numbers) > NAMED else "")


@transaction.atomic
def open_bag(*, bag: Bag, why: str, by: Actor, at: datetime) -> Bag:
    """Break a bag's seal, as a person and with a reason; it then needs a new one.

    The seal is kept with who broke it, when and why, and is never taken again. Raises NotAllowed
    for a job, BadInput without a reason, WrongState for a bag of a closed consolidation or one that
    is open already.
    """
    by.require(*BUILDERS)
    if by.is_job:
        raise NotAllowed("a_person", say("Only a person opens a sealed bag."))
    if not why.strip():
        raise BadInput("no_reason", say("Say why the bag is opened."), {"why": ""})
    fresh = locked_load(bag)
    if not fresh.aside_at:
        require(fresh.consolidation, *OPEN)
    if not fresh.sealed_at:
        raise WrongState("not_sealed", say("Bag %(bag)s is open already.", bag=fresh.number))
    BagOpening.objects.create(
        bag=fresh, seal=fresh.seal, why=why.strip()[:300], by=by.name[:80], opened_at=at
    )
    Bag.objects.filter(pk=fresh.pk).update(seal="", sealed_at=None, sealed_by="")
    fresh.refresh_from_db()
    return fresh
