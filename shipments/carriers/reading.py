"""Partners' raw messages of every format through one interface: kept whole, read, taken in."""

import logging
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from traceback import extract_tb

from django.db import transaction

from shipments.actor import STAFF_ROLES, Actor, Role
from shipments.carriers.airline.transmission import ONLY_KEPT
from shipments.carriers.format import Format, Given
from shipments.carriers.recognition import AUTO, FORMAT_NAMES, format_named, recognise
from shipments.errors import BadInput, BadMessage, NotAllowed, Refused
from shipments.exchange.actions import SENDERS, Reading, keep_message, note_reading, take_asked
from shipments.exchange.findings import Fault, NothingRead
from shipments.exchange.models import Message
from shipments.parties.models import Partner
from shipments.sentences import say
from shipments.tracking.intake import Accepted

log = logging.getLogger(__name__)
Outcome = Message.Outcome
STRANGER = "unknown_subject"
# What the intake of events refuses, in words that are kept.
REASONS = {
    STRANGER: say("Nothing of ours has this number."),
    "in_the_future": say("It is told to have happened in the future."),
    "code_not_yours": say("This is not for this partner to tell."),
}


@dataclass(slots=True)
class Taken(Accepted):
    """What came of a message: the counts, what could not be read or taken, the row that keeps it.

    `refused` holds what `Accepted` does: (index among the things read, code, message).
    """

    faults: list[Fault] = field(default_factory=list)
    outcome: str = Outcome.READ
    message: Message = field(kw_only=True)


def read_message(*, content: bytes, by: Actor, at: datetime, name: str = AUTO) -> tuple[str, Taken]:
    """Keep a partner's raw message, then take it in; returns its format and what came of it.

    - The message is kept whole before anything is read; the same bytes again are counted on it.
    - What can be read counts, the rest is kept with its line for a person.
    - Raises BadInput for a format that is not known, BadMessage for a message of which nothing can
      be read, NotAllowed for a partner who sends what is another's to say. It stays kept.
    """
    by.require(*SENDERS)
    if name != AUTO and name not in FORMAT_NAMES:
        told = say("Formats are %(names)s.", names=", ".join(FORMAT_NAMES))
        raise BadInput("unknown_format", told, {"format": name})
    kept_as = "" if name == AUTO else name
    message = keep_message(content=content, name=kept_as, source=by.name, by=by, at=at)
    return _read_kept(message, content, name, by, at)


def read_again(*, message: Message, by: Actor, at: datetime) -> tuple[str, Taken]:
    """Read a kept message once more, as its sender's. Raises what reading it raises.

    What it told before is known, and changes nothing.
    """
    by.require(*STAFF_ROLES)
    sender = by
    if message.partner is not None:
        sender = Actor(message.source, frozenset({Role.PARTNER}), partner_id=message.partner_id)
    name = message.format or AUTO
    try:
        content = bytes(message.raw)
    except Exception as error:
        raise _failed(message, name, error, at) from error
    return _read_kept(message, content, name, sender, at)


def read_asked(*, limit: int, by: Actor, at: datetime) -> int:
    """Read again what somebody asked for; returns how many. One that fails stops no other."""
    asked = take_asked(limit=limit)
    for message in asked:
        try:
            read_again(message=message, by=by, at=at)
        except Refused:
            continue  # why is written down on the message
    return len(asked)


def _read_kept(
    message: Message, content: bytes, name: str, by: Actor, at: datetime
) -> tuple[str, Taken]:
    """Read it; whatever happens, what came of it is written down on the message."""
    try:
        name = recognise(content) if name == AUTO else name
        given = Given(content, by, message.received_at, at, message.pk)
        with transaction.atomic():
            taken = _taken(format_named(name), given, message)
    except Refused as refused:
        note_reading(message=message, reading=_refusal(name, refused), at=at)
        raise
    except Exception as error:
        raise _failed(message, name, error, at) from error
    reading = _reading(name, taken)
    note_reading(message=message, reading=reading, at=at)
    taken.outcome = reading.outcome
    return name, taken


def _taken(form: Format, given: Given, message: Message) -> Taken:
    """Parse it and take in what could be read."""
    _require_own(form.scheme, given.by)
    found = form.parse(given)
    if not all(fault.code == ONLY_KEPT for fault in found.faults):
        found.or_refuse()
    answer = form.take(found.items, given) if found.items else Accepted()
    counts = {field.name: getattr(answer, field.name) for field in fields(Accepted)}
    taken = Taken(message=message, **counts)
    refused = [_in_words(fault, form) for fault in found.refused(answer.refused)]
    taken.faults = sorted([*found.faults, *refused], key=_by_line)
    return taken


def _require_own(scheme: str, by: Actor) -> None:
    if by.partner_id is not None and Partner.objects.get(pk=by.partner_id).scheme != scheme:
        text = say("Messages of this format come from another partner.")
        raise NotAllowed("foreign_format", text)


def _in_words(fault: Fault, form: Format) -> Fault:
    """The fault as a sentence that each reader has in his language."""
    if fault.code == STRANGER and form.strangers_wait:
        told = say("This number is not ours yet: what is told of it waits until it is.")
        return replace(fault, reason=told)
    return replace(fault, reason=REASONS.get(fault.code, fault.reason))


def _by_line(fault: Fault) -> int:
    return fault.line


def _reading(name: str, taken: Taken) -> Reading:
    """What is written down of a message that was taken in."""
    understood = taken.accepted + taken.repeated + taken.unknown + taken.doubtful
    return Reading(
        _outcome(format_named(name), taken, understood=understood),
        name,
        accepted=taken.accepted,
        repeated=taken.repeated,
        unknown=taken.unknown,
        doubtful=taken.doubtful,
        refused=len(taken.refused),
        faults=taken.faults,
    )


def _outcome(form: Format, taken: Taken, *, understood: int) -> str:
    """What is about nothing of ours stands among the faults, but alone calls for nobody."""
    codes = {fault.code for fault in taken.faults}
    waiting = {ONLY_KEPT, STRANGER} if form.strangers_wait else {ONLY_KEPT}
    if not codes or (understood and codes == {STRANGER} and not form.strangers_wait):
        return Outcome.READ
    if codes <= waiting:
        return Outcome.WAITING
    return Outcome.PARTLY if understood else Outcome.REFUSED


def _refusal(name: str, refused: Refused) -> Reading:
    faults = refused.faults if isinstance(refused, NothingRead) else ()
    return Reading(
        Outcome.REFUSED, "" if name == AUTO else name, refused.code, refused.sentence, faults=faults
    )


def _failed(message: Message, name: str, error: Exception, at: datetime) -> BadMessage:
    """An error of ours: told without any value of the message, which stays for a person."""
    where = extract_tb(error.__traceback__)[-1]
    log.error(
        "%s cannot be read: %s in %s, line %s",
        message,
        type(error).__name__,
        where.name,
        where.lineno,
    )
    text = say(
        "Message %(number)s is kept, but reading it failed; a person looks at it.",
        number=message.number,
    )
    reading = Reading(Outcome.FAILED, "" if name == AUTO else name, "unreadable", text)
    note_reading(message=message, reading=reading, at=at)
    return BadMessage("unreadable", text)
