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
from shipments.consolidation.models import LOADED, Consolidation
from shipments.tracking.places import known_places
from shipments.tracking.raw import RawEvent
from shipments.tracking.regions import zone_of_index

TICKET = 3_000
CUSTOMS_POST = "10502110"
LANDED = {"ARR", "RCF", "NFD"}


def send_receipts(receipts: Sequence[ExportReceipt], *, by: Actor, at: datetime) -> None:
    """CEB604 messages of China's customs, up to a hundred receipts each."""
    for start in range(0, len(receipts), MAX_NODES):
        some = [_receipt(one) for one in receipts[start : start + MAX_NODES]]
        content = cn_receipts.build(some, guid=_guid(some[0].guid))
        read_message(content=content, by=by, at=at, name="ceb")


def _receipt(one: ExportReceipt) -> cn_receipts.Receipt:
    numbers = {"copNo": one.cop_number, "invtNo": one.authority_number, "statisticsFlag": "A"}
    guid = _guid(f"{one.cop_number}{one.code}{one.at.isoformat()}")
    return cn_receipts.Receipt("604", guid, one.code, one.at, one.info, numbers)


def _guid(name: str) -> str:
    """The same guid for the same thing, so that a doubled message is the same message."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name)).upper()


def send_decisions(decisions: Sequence[ImportDecision], *, by: Actor, at: datetime) -> None:
    """The mark of Russia's customs on an express declaration, a decision a waybill."""
    if not decisions:
        return
    number = f"{CUSTOMS_POST}/{at:%d%m%y}/{at:%H%M%S}0"
    marks = [
        ru_marks.Decision(number, one.waybill, one.code, one.at, reason=one.reason)
        for one in decisions
    ]
    read_message(content=ru_marks.build(number, marks), by=by, at=at, name="mark")


def send_post(events: Sequence[RawEvent], *, by: Actor, at: datetime) -> None:
    """The batch answer of Russian Post, up to three thousand operations a ticket."""
    for start in range(0, len(events), TICKET):
        content = batch.build(events[start : start + TICKET], zone_of=zone_of_index)
        read_message(content=content, by=by, at=at, name="russian_post")


def send_airline(
    one: Consolidation, moments: Sequence[tuple[str, datetime]], *, by: Actor, at: datetime
) -> None:
    """The airline's FSU about one MAWB: codes with their moments, each at its end of the route."""
    channel = one.flight.channel
    origin, destination = channel.origin.code, channel.destination.code
    pieces = max(1, one.bags.filter(LOADED).count())
    statuses = [_status(one, code, moment) for code, moment in moments]
    zones = {code: zone for code, (zone, _) in known_places().items()}
    consignment = Consignment(one.mawb, origin, destination, pieces, 1000 * pieces)
    content = build_fsu(consignment, statuses, zones=zones).encode()
    read_message(content=content, by=by, at=at, name="fsu")


def _status(one: Consolidation, code: str, moment: datetime) -> Status:
    """A status of all pieces; a discrepancy such as DIS/OFLD is of one bag, found at the origin."""
    channel, (word, _, what) = one.flight.channel, code.partition("/")
    place = channel.destination if word in LANDED else channel.origin
    to, pieces = channel.destination.code, int(bool(what))
    return Status(word, moment, place.code, one.flight.number, to, pieces, what)
