"""The edge: what a partner means is written in its true format and read as any real message is."""

from collections.abc import Sequence
from datetime import datetime

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import ExportReceipt, take_receipts
from shipments.actor import Actor
from shipments.tracking.inbox import accept_events
from shipments.tracking.raw import RawEvent


def send_receipts(receipts: Sequence[ExportReceipt], *, by: Actor, at: datetime) -> None:
    take_receipts(receipts=receipts, by=by, at=at)


def send_decisions(decisions: Sequence[ImportDecision], *, by: Actor, at: datetime) -> None:
    record_decisions(decisions=decisions, by=by, at=at)


def send_post(events: Sequence[RawEvent], *, by: Actor, at: datetime) -> None:
    accept_events(events, by=by, at=at, source="russian_post")
