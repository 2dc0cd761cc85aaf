"""Reads of messages and their faults; for staff alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from shipments.actor import Actor
from shipments.exchange.findings import rows_of
from shipments.exchange.models import Message, MessageFault

# A page shows so many lines of a message, and so many signs of a line; its file has them all.
FIRST_LINES, LONGEST = 1_000, 4_000


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


@dataclass(slots=True)
class Shown:
    """A message as it is shown: its first lines and all that are at fault, how many lines are
    hidden, and the faults of the whole message."""

    lines: list[RawLine]
    hidden: int
    whole: list[MessageFault]


def lines_of_message(message: Message) -> Shown:
    """The message line by line, each with its faults; one query."""
    lines = [RawLine(at, text) for at, text in enumerate(_texts(bytes(message.raw)), 1)]
    whole = []
    for fault in message.faults.order_by("line", "pk"):
        if 1 <= fault.line <= len(lines):
            lines[fault.line - 1].faults.append(fault)
        else:
            whole.append(fault)
    shown = [line for line in lines if line.number <= FIRST_LINES or line.faults]
    return Shown(shown, len(lines) - len(shown), whole)


def _texts(raw: bytes) -> Iterator[str]:
    """The lines as text; what is no text is shown as hexadecimal marks."""
    text = raw.decode("utf-8-sig", errors="backslashreplace")
    for row in rows_of(text):
        rest = len(row) - LONGEST
        shown = "".join(sign if sign.isprintable() else "·" for sign in row[:LONGEST])
        yield shown + (f" … +{rest}" if rest > 0 else "")
