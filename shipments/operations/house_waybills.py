"""House waybills that airlines are told of: kept, added up, and held against their master's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from shipments.actor import Actor
from shipments.containers.models import Consolidation, HouseWaybill
from shipments.event_codes import EventCode
from shipments.operations.discrepancies import (
    DISCREPANCY,
    fresh_discrepancies,
    open_discrepancies,
)
from shipments.tracking.intake import Accepted, accept_events
from shipments.tracking.partner_event import RawEvent

SOURCE = "fsu"
# Each weight is told to half a kilogram, the master's too.
ROUNDING_GRAMS = 500


class House(Protocol):
    """One house waybill as it was told."""

    number: str
    pieces: int

    @property
    def grams(self) -> int: ...


class HouseList(Protocol):
    """House waybills told of one master waybill, with the master's own pieces and grams."""

    mawb: str
    pieces: int
    grams: int | None

    @property
    def houses(self) -> Sequence[House]: ...


@dataclass(frozen=True, slots=True)
class Houses:
    """The house waybills known of a consolidation: how many, their pieces and grams."""

    count: int
    pieces: int
    grams: int


@transaction.atomic
def take_house_lists(*, lists: Sequence[HouseList], by: Actor, at: datetime) -> Accepted:
    """Keep the house waybills of our masters; each list is one event, another part another event.

    Houses that hold more pieces than their master, or all its pieces at another weight, are a
    discrepancy of the consignment, with its case. A list of another's master is refused.
    """
    answer = accept_events(
        [_event(list_item, at) for list_item in lists], by=by, at=at, source=SOURCE
    )
    _keep(lists, at)
    wrong = [event for list_item in lists if (event := _disagreement(list_item, at)) is not None]
    fresh = fresh_discrepancies(wrong)
    if wrong:
        accept_events(wrong, by=by, at=at, source=SOURCE)
    open_discrepancies(told=fresh, by=by, at=at)
    return answer


def _event(house_list: HouseList, at: datetime) -> RawEvent:
    houses = sorted(f"{house.number}:{house.pieces}:{house.grams}" for house in house_list.houses)
    contents = sha256("|".join(houses).encode()).hexdigest()[:16]
    return RawEvent(
        f"consolidation:{house_list.mawb}",
        "fsu",
        EventCode.INFO_RECEIVED,
        at,
        f"FHL:{house_list.mawb}:{contents}",
        text="FHL",
        payload={"houses": len(houses), "pieces": sum(h.pieces for h in house_list.houses)},
    )


def _keep(lists: Sequence[HouseList], at: datetime) -> None:
    """One row a house; told again, its latest pieces and weight count."""
    ours = _ours(lists)
    rows = {
        (ours[list_item.mawb], house.number): HouseWaybill(
            consolidation_id=ours[list_item.mawb],
            number=house.number,
            pieces=house.pieces,
            grams=house.grams,
            told_at=at,
        )
        for list_item in lists
        if list_item.mawb in ours
        for house in list_item.houses
    }
    HouseWaybill.objects.bulk_create(
        [rows[key] for key in sorted(rows)],
        update_conflicts=True,
        batch_size=5_000,
        unique_fields=["consolidation", "number"],
        update_fields=["pieces", "grams", "told_at"],
    )


def _ours(lists: Sequence[HouseList]) -> dict[str, int]:
    mawbs = [list_item.mawb for list_item in lists]
    return dict(Consolidation.objects.filter(mawb__in=mawbs).values_list("mawb", "pk"))


def _disagreement(house_list: HouseList, at: datetime) -> RawEvent | None:
    """What is wrong between a master of ours and its houses, as an event."""
    known = houses_of_mawb(house_list.mawb)
    if known is None or known.pieces < house_list.pieces or not _differ(known, house_list):
        return None
    weights = (
        f", {known.grams / 1000:g} / {house_list.grams / 1000:g} kg" if house_list.grams else ""
    )
    return RawEvent(
        f"consolidation:{house_list.mawb}",
        "fsu",
        DISCREPANCY,
        at,
        f"FHL:{house_list.mawb}:{known.pieces}of{house_list.pieces}:{known.grams}of{house_list.grams}",
        text=f"FHL {known.pieces} / {house_list.pieces}{weights}",
        payload={
            "houses": known.count,
            "pieces": known.pieces,
            "total": house_list.pieces,
            "grams": known.grams,
            "master_grams": house_list.grams,
        },
    )


def _differ(known: Houses, master: HouseList) -> bool:
    if known.pieces > master.pieces:
        return True
    if master.grams is None:
        return False
    return abs(known.grams - master.grams) > ROUNDING_GRAMS * (known.count + 1)


def houses_of_mawb(mawb: str) -> Houses | None:
    """The houses known under a master waybill; None where there are none. One query."""
    found = HouseWaybill.objects.filter(consolidation__mawb=mawb).aggregate(
        count=Count("pk"), pieces=Coalesce(Sum("pieces"), 0), grams=Coalesce(Sum("grams"), 0)
    )
    return (
        Houses(found["count"], int(found["pieces"]), int(found["grams"]))
        if found["count"]
        else None
    )
