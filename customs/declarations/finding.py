"""Where a number stands that a queue of the desk does not hold: any number that the desk knows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from customs.declarations.choosing import left_out, where
from customs.declarations.models import ImportLine, ImportRegistry
from shipments.actor import Actor
from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcels_for, split_numbers
from shipments.sentences import Sentence, say

MOST = 50
_REGISTERED = re.compile(r"\b\d{8}/\d{6}/\d{7}(?:/\d{1,3})?\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A number that was looked for: the parcel or the master waybill it names, and where it is."""

    number: str
    why: Sentence
    parcel: str = ""
    mawb: str = ""


def numbers_of_desk(text: str) -> list[str]:
    """The numbers that were typed: customs' registration numbers whole, then all others."""
    whole = _REGISTERED.findall(text)
    return [*dict.fromkeys(whole), *split_numbers(_REGISTERED.sub(" ", text))][:MOST]


def find_beyond(actor: Actor, side: str, numbers: Sequence[str]) -> list[Found]:
    """What these numbers name outside a side's queue; for staff.

    A waybill, ours or the last mile's, an order, our number of an export list or customs' own, a
    registration number, a master waybill.
    """
    found: list[Found] = []
    for each_left_out in left_out(actor, side, numbers):
        if each_left_out.own:
            found.append(Found(each_left_out.number, each_left_out.why, parcel=each_left_out.own))
        else:
            others = [
                *_registries(actor, each_left_out.number),
                *_parcels(actor, side, each_left_out.number),
            ]
            found += others or [Found(each_left_out.number, each_left_out.why)]
    return found


def _parcels(actor: Actor, side: str, number: str) -> list[Found]:
    named = Q(order__number__in=[number, number.upper()])
    listed = Q(export_declaration__cop_number=number) | Q(
        export_declaration__authority_number=number
    )
    rows: list[Parcel] = []
    for rule in (named, listed):
        rows += parcels_for(actor).filter(rule)[:MOST]
    lines = ImportLine.objects.filter(registration_number=number).order_by("pk")
    if not rows and "/" in number:
        rows = [line.parcel for line in lines.select_related("parcel")[:MOST]]
    return [Found(number, where(parcel, side), parcel=parcel.number) for parcel in rows]


def _registries(actor: Actor, number: str) -> list[Found]:
    rule = Q(registration_number=number) | Q(consolidation__mawb=number)
    rows = ImportRegistry.objects.filter(rule) if actor.sees_all_sellers else None
    mawbs = rows.order_by("pk").values_list("consolidation__mawb", flat=True)[:1] if rows else ()
    told = say("a flight at import customs")
    return [Found(number, told, mawb=mawb) for mawb in mawbs]
