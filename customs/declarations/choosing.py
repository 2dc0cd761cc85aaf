"""Which parcels a decision for many is about: what was ticked, pasted, or fits the filter."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.actor import Actor
from shipments.errors import BadInput
from shipments.numbers.typed import numbers_in
from shipments.parcels.models import ExportClearance, ImportClearance, Movement, Parcel
from shipments.parcels.queries import parcels_for, parcels_named
from shipments.sentences import Sentence, say, word

PASTED = 3_000
MOST = 100_000
_RELEASED = {*ExportClearance.CLEARED, ImportClearance.RELEASED}


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows that are meant, and what was pasted that names none of the queue."""

    ids: list[int]
    strangers: list[str]


def split(text: str) -> list[str]:
    """Numbers pasted in any manner, each once, in order. Raises BadInput for more than PASTED."""
    found = numbers_in(text)
    if len(found) > PASTED:
        message = _("At most %(most)s numbers at once; these are %(n)s. Paste them in parts.")
        raise BadInput("too_many", message % {"most": PASTED, "n": len(found)})
    return found


def named_in(rows: QuerySet[Parcel], text: str) -> Choice:
    """The parcels of a queue that pasted waybills name, ours or the last mile's."""
    numbers = split(text)
    if not numbers:
        return Choice([], [])
    found = parcels_named(rows, numbers)
    ids = [found[number][0] for number in numbers if number in found]
    return Choice(list(dict.fromkeys(ids)), [n for n in numbers if n not in found])


def all_of(rows: QuerySet[Parcel]) -> Choice:
    """Every row. Raises BadInput for more than MOST."""
    ids = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        message = _("More than %(most)s match; narrow the queue.")
        raise BadInput("too_many", message % {"most": MOST})
    return Choice(ids, [])


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A number that is in no queue of a side, and where it stands instead."""

    number: str
    why: Sentence
    own: str = ""


def left_out(actor: Actor, side: str, numbers: Sequence[str]) -> list[LeftOut]:
    """Where each of these numbers stands, that a side's queue does not hold; a handful of queries.

    Released already, in Harbin still, with the other customs, gone on, or never ours.
    """
    found = parcels_named(parcels_for(actor), numbers)
    rows = Parcel.objects.in_bulk([pk for pk, _own in found.values()])
    nobody = say("nothing of ours has this number")
    return [
        LeftOut(number, where(rows[found[number][0]], side), found[number][1])
        if number in found
        else LeftOut(number, nobody)
        for number in numbers
    ]


def where(parcel: Parcel, side: str) -> Sentence:
    """Where a parcel stands that the queue of a side does not hold."""
    clearance = parcel.import_clearance if side == "import" else parcel.export_clearance
    if clearance in _RELEASED:
        return say("released already")
    if side == "import" and parcel.movement in Movement.IN_ORIGIN:
        if parcel.export_clearance == ExportClearance.NOT_FILED:
            return say("still in Harbin")
        label = word(ExportClearance(parcel.export_clearance).label)
        return say("still in Harbin, export customs: %(status)s", status=label)
    if side == "export" and parcel.movement in Movement.AT_BORDER:
        label = word(ImportClearance(parcel.import_clearance).label)
        return say("in the queue of import customs: %(status)s", status=label)
    if parcel.movement in (*Movement.IN_ORIGIN, *Movement.AT_BORDER):
        return say("not with customs yet")
    return say("is %(status)s", status=word(Movement(parcel.movement).label))
