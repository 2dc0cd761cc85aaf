"""The edge: what a partner means is written in its true format and read as any real message is."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from customs.declarations.decisions import ImportDecision
from customs.declarations.export import ExportReceipt
from customs.messages import cn_receipts, ru_marks
from customs.messages.ceb import MAX_NODES
from shipments.actor import Actor
from shipments.carriers.airline.fsu_build import Consignment, Status
from shipments.carriers.airline.fsu_build import build as build_fsu
from shipments.carriers.reading import read_message
from shipments.carriers.russian_post import batch
from shipments.containers.models import LOADED, Consolidation
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.places import known_places
from shipments.tracking.regions import zone_of_index

TICKET = 3_000
CUSTOMS_POST = "10502110"
LANDED = {"ARR", "RCF", "NFD"}


def send_receipts(receipts: Sequence[ExportReceipt], *, by: Actor, at: datetime) -> None:
    """CEB604 messages of China's customs, up to a hundred receipts each."""
    for start in range(0, len(receipts), MAX_NODES):
        some = [_receipt(receipt) for receipt in receipts[start : start + MAX_NODES]]
        content = cn_receipts.build(some, guid=_guid(some[0].guid))
        read_message(content=content, by=by, at=at, name="ceb")


def _receipt(export_receipt: ExportReceipt) -> cn_receipts.Receipt:
    numbers = {
        "copNo": export_receipt.cop_number,
        "invtNo": export_receipt.authority_number,
        "statisticsFlag": "A",
    }
    guid = _guid(f"{export_receipt.cop_number}{export_receipt.code}{export_receipt.at.isoformat()}")
    return cn_receipts.Receipt(
        "604", guid, export_receipt.code, export_receipt.at, export_receipt.info, numbers
    )


def _guid(name: str) -> str:
    """The same guid for the same thing, so that a doubled message is the same message."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name)).upper()


def send_decisions(decisions: Sequence[ImportDecision], *, by: Actor, at: datetime) -> None:
    """The mark of Russia's customs on an express declaration, a decision a waybill."""
    if not decisions:
        return
    number = f"{CUSTOMS_POST}/{at:%d%m%y}/{at:%H%M%S}0"
    marks = [
        ru_marks.Decision(
            number, decision.waybill, decision.code, decision.at, reason=decision.reason
        )
        for decision in decisions
    ]
    read_message(content=ru_marks.build(number, marks), by=by, at=at, name="mark")


def send_post(events: Sequence[RawEvent], *, by: Actor, at: datetime) -> None:
    """The batch answer of Russian Post, up to three thousand operations a ticket."""
    for start in range(0, len(events), TICKET):
        content = batch.build(events[start : start + TICKET], zone_of=zone_of_index)
        read_message(content=content, by=by, at=at, name="russian_post")


def send_airline(
    consolidation: Consolidation,
    moments: Sequence[tuple[str, datetime]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """The airline's FSU about one MAWB: codes with their moments, each at its end of the route."""
    channel = consolidation.flight.channel
    origin, destination = channel.origin.code, channel.destination.code
    pieces = max(1, consolidation.bags.filter(LOADED).count())
    statuses = [_status(consolidation, code, moment) for code, moment in moments]
    zones = {code: zone for code, (zone, _) in known_places().items()}
    consignment = Consignment(consolidation.mawb, origin, destination, pieces, 1000 * pieces)
    content = build_fsu(consignment, statuses, zones=zones).encode()
    read_message(content=content, by=by, at=at, name="fsu")


def _status(consolidation: Consolidation, code: str, moment: datetime) -> Status:
    """A status of all pieces; a discrepancy such as DIS/OFLD is of one bag, found at the origin."""
    channel, (word, _, what) = consolidation.flight.channel, code.partition("/")
    place = channel.destination if word in LANDED else channel.origin
    to, pieces = channel.destination.code, int(bool(what))
    return Status(word, moment, place.code, consolidation.flight.number, to, pieces, what)
