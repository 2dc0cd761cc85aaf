"""Reads of messages and their faults; for staff alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.exchange.findings import rows_of
from shipments.exchange.models import Message, MessageFault


def messages_for(actor: Actor) -> QuerySet[Message]:
    """Messages without their bytes, newest first; nobody but staff sees one."""
    rows = Message.objects.select_related("partner").defer("raw")
    return rows.order_by("-received_at", "-pk") if actor.is_staff else rows.none()


def message_for(actor: Actor, pk: int) -> Message | None:
    """One message with its bytes."""
    rows = Message.objects.select_related("partner").filter(pk=pk)
    return rows.first() if actor.is_staff else None


def open_messages(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Those that wait for a person."""
    return rows.filter(settled_at__isnull=True).exclude(outcome=Message.Outcome.READ)


@dataclass(slots=True)
class RawLine:
    """A line of a message as it is shown, with what is wrong on it."""

    number: int
    text: str
    faults: list[MessageFault] = field(default_factory=list)


def lines_of_message(message: Message) -> tuple[list[RawLine], list[MessageFault]]:
    """The message line by line, each with its faults, and the faults of the whole message."""
    lines = [RawLine(at, text) for at, text in enumerate(_texts(bytes(message.raw)), 1)]
    whole = []
    for fault in message.faults.order_by("line", "pk"):
        if 1 <= fault.line <= len(lines):
            lines[fault.line - 1].faults.append(fault)
        else:
            whole.append(fault)
    return lines, whole


def _texts(raw: bytes) -> Iterator[str]:
    """The lines as text; what is no text is shown as hexadecimal marks."""
    text = raw.decode("utf-8-sig", errors="backslashreplace")
    return ("".join(sign if sign.isprintable() else "·" for sign in row) for row in rows_of(text))
