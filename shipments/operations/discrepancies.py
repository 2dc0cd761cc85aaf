"""What an airline finds wrong with a consignment: kept, shown, one case, and no break-down by it.

Pieces are missing as long as the airline has not received all of them at the consignment's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shipments.actor import Actor, Role
from shipments.cases.actions import open_cases
from shipments.cases.models import Case
from shipments.containers.airline_pieces import RECEIVED, Pieces, added_up
from shipments.containers.contents import parcels_in
from shipments.containers.models import Consolidation
from shipments.event_codes import EventCode
from shipments.sentences import say
from shipments.tracking.intake import codes_of
from shipments.tracking.models import Event
from shipments.tracking.partner_event import RawEvent

DISCREPANCY = EventCode.DISCREPANCY
# Discrepancies by which pieces are not where the consignment is; those of papers stop nothing.
MISSING = {"DIS", "DIS/MSCA", "DIS/MSMB", "DIS/OVCD", "DIS/SSPD", "DIS/OFLD", DISCREPANCY}


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing found wrong: the airline's code, its words, when, and of how many pieces."""

    raw_code: str
    text: str
    happened_at: datetime
    zone: str
    place: str
    pieces: int
    total: int


def derived_discrepancies(raw: Sequence[RawEvent]) -> list[RawEvent]:
    """A discrepancy for each consignment of which fewer or more pieces came off than there are."""
    added = added_up(
        [
            raw_event
            for raw_event in raw
            if raw_event.raw_code == RECEIVED and raw_event.payload.get("total")
        ]
    )
    return [
        _derived(pieces)
        for pieces in added.values()
        if pieces.total and pieces.told != pieces.total
    ]


def _derived(pieces: Pieces) -> RawEvent:
    last = pieces.last
    assert last is not None
    mawb, gap = last.subject.partition(":")[2], pieces.total - pieces.told
    return RawEvent(
        subject=last.subject,
        scheme=last.scheme,
        raw_code=DISCREPANCY,
        happened_at=last.happened_at,
        place=last.place,
        source_ref=f"{mawb}:RCF:{pieces.told}of{pieces.total}:{last.place}",
        text=f"{RECEIVED} {pieces.told}/{pieces.total}",
        payload={
            "pieces": pieces.told,
            "total": pieces.total,
            **({"missing": gap} if gap > 0 else {"extra": -gap}),
        },
    )


def fresh_discrepancies(raw: Sequence[RawEvent]) -> list[RawEvent]:
    """The discrepancies among these events that nobody has told before."""
    codes = codes_of(raw)
    told = [
        raw_event
        for raw_event in raw
        if codes.get((raw_event.scheme, raw_event.raw_code)) == DISCREPANCY
    ]
    rows = Event.objects.filter(
        consolidation__mawb__in=[item.subject.partition(":")[2] for item in told],
        source_ref__in=[item.source_ref for item in told],
    )
    known = set(rows.values_list("consolidation__mawb", "source_ref")) if told else set()
    return [item for item in told if (item.subject.partition(":")[2], item.source_ref) not in known]


def open_discrepancies(*, told: Sequence[RawEvent], by: Actor, at: datetime) -> int:
    """Open one case for each consignment of ours that is told of; returns how many."""
    words: dict[str, list[str]] = {}
    for raw_event in told:
        words.setdefault(raw_event.subject.partition(":")[2], []).append(
            raw_event.text or raw_event.raw_code
        )
    rows = Consolidation.objects.filter(mawb__in=words).select_related("flight")
    for consolidation in rows.order_by("pk"):
        _open(consolidation, words[consolidation.mawb], by, at)
    return len(rows)


def _open(consolidation: Consolidation, words: Sequence[str], by: Actor, at: datetime) -> None:
    open_cases(
        cause=cause_of(consolidation),
        kind=Case.Kind.DISCREPANCY,
        about=consolidation.mawb,
        note=say(
            "%(flight)s, %(mawb)s: %(words)s",
            flight=consolidation.flight.public_number,
            mawb=consolidation.mawb,
            words="; ".join(words)[:200],
        ),
        parcel_ids=parcels_in(consolidation.pk),
        owner_role=Role.PLANNER,
        by=by,
        at=at,
    )


def cause_of(consolidation: Consolidation) -> str:
    """One case a consignment and flight."""
    return f"discrepancy:{consolidation.mawb}:{consolidation.flight_id}"


def discrepancies_of(consolidation: Consolidation) -> list[Discrepancy]:
    """What was found wrong with a consignment, newest first; one query."""
    rows = Event.objects.filter(consolidation=consolidation, code=DISCREPANCY)
    return [
        Discrepancy(
            event.detail.get("raw", ""),
            event.detail.get("text", ""),
            event.happened_at,
            event.zone,
            event.place,
            int(event.detail.get("pieces") or 0),
            int(event.detail.get("total") or 0),
        )
        for event in rows.order_by("-happened_at", "-pk")
    ]


def missing_pieces(consolidations: Sequence[Consolidation]) -> set[int]:
    """Those of the consolidations of which the airline calls pieces missing, by id; one query.

    A later receipt of all pieces ends what was missing before it.
    """
    rows = Event.objects.filter(
        consolidation__in=[consolidation.pk for consolidation in consolidations],
        code__in=[DISCREPANCY, EventCode.RECEIVED_FROM_FLIGHT],
    )
    found: dict[int, list[Event]] = {}
    for event in rows.order_by("happened_at", "pk"):
        found.setdefault(event.consolidation_id or 0, []).append(event)
    return {pk for pk, events in found.items() if _is_missing(events)}


def _is_missing(events: Sequence[Event]) -> bool:
    """Whether something lacks after these events of one consignment, oldest first."""
    received: dict[str, Pieces] = {}
    last, lacking = Pieces(), None
    for event in events:
        raw, told = event.detail.get("raw", ""), event.detail
        if event.code != DISCREPANCY:
            last = received.setdefault(event.place, Pieces())
            last.add(
                event.source_ref,
                int(told.get("pieces") or 0),
                int(told.get("total") or 0),
                event.happened_at,
            )
        elif raw in MISSING and not (raw == DISCREPANCY and "total" in told):
            lacking = event.happened_at
    if last.told < last.total:
        return True
    return lacking is not None and not (last.is_whole and last.at and lacking < last.at)
