"""Keeping messages: whole before they are read, then what came of the reading."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shipments.actor import STAFF_ROLES, Actor, Role
from shipments.errors import BadInput, BadMessage
from shipments.exchange.findings import Fault
from shipments.exchange.models import Message, MessageFault

Outcome = Message.Outcome
SENDERS = (Role.PARTNER, Role.CUSTOMS, Role.PLANNER, Role.WAREHOUSE)
MAX_BYTES = 32 * 1024 * 1024
LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a message: its outcome, its counts, and what could not be taken."""

    outcome: str
    format: str = ""
    code: str = ""
    reason: object = ""
    accepted: int = 0
    repeated: int = 0
    unknown: int = 0
    doubtful: int = 0
    refused: int = 0
    faults: Sequence[Fault] = field(default_factory=tuple)


@transaction.atomic
def keep_message(*, content: bytes, name: str, source: str, by: Actor, at: datetime) -> Message:
    """Keep a message as it came; the same bytes from the same sender are counted on its row.

    `name` is its format, "" where nobody knows yet. Raises BadMessage above MAX_BYTES.
    """
    by.require(*SENDERS)
    if len(content) > MAX_BYTES:
        raise BadMessage("message_too_large", f"The message is above {MAX_BYTES} bytes.")
    message, is_new = Message.objects.get_or_create(
        direction=Message.Direction.IN,
        source=source[:80],
        digest=hashlib.sha256(content).hexdigest(),
        defaults={
            "format": name,
            "partner_id": by.partner_id,
            "raw": content,
            "size": len(content),
            "received_at": at,
            "last_at": at,
        },
    )
    if not is_new:
        Message.objects.filter(pk=message.pk).update(repeats=F("repeats") + 1, last_at=at)
    return message


@transaction.atomic
def note_reading(*, message: Message, reading: Reading, at: datetime) -> Message:
    """Write down what came of a reading; an earlier reading's faults go."""
    fresh = Message.objects.select_for_update().defer("raw").get(pk=message.pk)
    brought = fresh.accepted + reading.accepted
    known = max(0, reading.repeated + reading.accepted - brought)
    Message.objects.filter(pk=fresh.pk).update(
        read_at=at,
        outcome=reading.outcome,
        format=reading.format or fresh.format,
        code=reading.code,
        reason=reading.reason,
        accepted=brought,
        repeated=known,
        unknown=reading.unknown,
        doubtful=reading.doubtful,
        refused=reading.refused,
    )
    fresh.faults.all().delete()
    MessageFault.objects.bulk_create(
        MessageFault(
            message=fresh,
            line=fault.line,
            text=fault.text[:LONGEST_LINE],
            code=fault.code[:40],
            reason=fault.reason,
        )
        for fault in reading.faults
    )
    return fresh


@transaction.atomic
def note_followed(*, message_ids: Iterable[int], at: datetime) -> int:
    """All that waited in these messages has been taken in since; returns how many wait no more."""
    rows = Message.objects.filter(pk__in=set(message_ids), outcome=Outcome.WAITING)
    MessageFault.objects.filter(message__in=rows).delete()
    return rows.update(
        outcome=Outcome.READ, read_at=at, accepted=F("accepted") + F("refused"), refused=0
    )


@transaction.atomic
def ask_again(*, messages: Sequence[Message], by: Actor, at: datetime) -> int:
    """Ask that these messages are read once more, as their senders'; returns how many.

    A job reads them; what was settled is open again if it still cannot be read.
    """
    by.require(*STAFF_ROLES)
    rows = Message.objects.filter(pk__in=[message.pk for message in messages])
    return rows.update(again_at=at, settled_at=None, settled_by="", note="")


@transaction.atomic
def take_asked(*, limit: int) -> list[Message]:
    """The messages that somebody asked to read again, oldest first; each is handed out once."""
    rows = Message.objects.filter(again_at__isnull=False).select_for_update(
        skip_locked=True, of=("self",)
    )
    due = list(rows.select_related("partner").defer("raw").order_by("again_at", "pk")[:limit])
    Message.objects.filter(pk__in=[item.pk for item in due]).update(again_at=None)
    return due


@transaction.atomic
def settle_message(*, message: Message, note: str, by: Actor, at: datetime) -> Message:
    """A person has looked at it: it waits no more. Raises BadInput without a note."""
    by.require(*STAFF_ROLES)
    if not note.strip():
        raise BadInput("no_note", _("Write what was done about it."), {"note": ""})
    fresh = Message.objects.select_for_update().defer("raw").get(pk=message.pk)
    if fresh.settled_at is None:
        fresh.settled_at, fresh.settled_by, fresh.note = at, by.name[:80], note.strip()[:300]
        fresh.save(update_fields=["settled_at", "settled_by", "note"])
    return fresh
