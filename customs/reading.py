"""Partners' raw messages of every format through one door: recognised, parsed, taken in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import ExportReceipt, take_receipts
from customs.messages import cn_receipts, ru_marks
from shipments.actor import Actor, Role
from shipments.carriers.airline import ffm, fhl, fsu
from shipments.carriers.cdek import webhook
from shipments.carriers.russian_post import batch, history
from shipments.consolidation.airline_news import follow_airline
from shipments.errors import BadInput, BadMessage, NotAllowed
from shipments.parties.models import Partner
from shipments.tracking.inbox import Accepted, accept_events
from shipments.tracking.places import known_places
from shipments.tracking.raw import RawEvent
from shipments.tracking.regions import zone_of_index

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Message:
    """A raw message with who sent it and when it was received."""

    content: bytes
    by: Actor
    at: datetime

    @property
    def text(self) -> str:
        """The content as text. Raises BadMessage."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadMessage("not_text", "The message is not text in ASCII or UTF-8.") from None


def _airline(message: Message) -> Accepted:
    """The flight follows what is told of whole consignments; every status is kept."""
    zones = {code: zone for code, (zone, _) in known_places().items()}
    events = fsu.parse(message.text, received_at=message.at, zones=zones)
    with transaction.atomic():
        follow_airline(raw=events, by=message.by, at=message.at)
        return _accept(events, message, "fsu")


def _manifest(message: Message) -> Accepted:
    """Each waybill on the flight's manifest is manifested."""
    found = ffm.parse(message.text, received_at=message.at)
    name = f"{found.flight}:{found.day:%Y%m%d}"
    mawbs = dict.fromkeys(one.mawb for one in found.loaded)
    events = [_told(mawb, "manifested", f"FFM:{name}:{mawb}", message) for mawb in mawbs]
    return _accept(events, message, "fsu")


def _houses(message: Message) -> Accepted:
    """The airline knows the house waybills of a master waybill."""
    found = fhl.parse(message.text)
    event = _told(found.mawb, "info_received", f"FHL:{found.mawb}", message)
    return _accept([event], message, "fsu")


def _told(mawb: str, code: str, ref: str, message: Message) -> RawEvent:
    return RawEvent(f"consolidation:{mawb}", "fsu", code, message.at, ref)


def _post(message: Message) -> Accepted:
    if b"answerByTicketResponse" in message.content:
        events = batch.parse(message.content, zone_of=zone_of_index)
    else:
        events = history.parse(message.content)
    return _accept(events, message, "russian_post")


def _cdek(message: Message) -> Accepted:
    return _accept(webhook.parse(message.content), message, "cdek")


def _accept(events: list[RawEvent], message: Message, source: str) -> Accepted:
    return accept_events(events, by=message.by, at=message.at, source=source)


def _receipts(message: Message) -> Accepted:
    receipts = [
        ExportReceipt(
            one.cop_number, one.code, one.returned_at, one.info, one.authority_number,
            one.numbers.get("orderNo", ""), one.numbers.get("logisticsNo", ""),
            one.numbers.get("ebcCode", ""),
        )
        for one in cn_receipts.parse(message.content)
    ]  # fmt: skip
    return take_receipts(receipts=receipts, by=message.by, at=message.at)


def _marks(message: Message) -> Accepted:
    decisions = [
        ImportDecision(one.waybill, one.code, one.decided_at, one.reason)
        for one in ru_marks.parse(message.content)
    ]
    return record_decisions(decisions=decisions, by=message.by, at=message.at)


# format -> the code list of the partner who may send it, and its reader
FORMATS: dict[str, tuple[str, Callable[[Message], Accepted]]] = {
    "fsu": ("fsu", _airline),
    "ffm": ("fsu", _manifest),
    "fhl": ("fsu", _houses),
    "russian_post": ("russian_post", _post),
    "cdek": ("cdek", _cdek),
    "ceb": ("cn_customs", _receipts),
    "mark": ("ru_customs", _marks),
}
# What a message begins with, or holds where it is XML; the first that fits.
_STARTS = ((b"FSU", "fsu"), (b"FSA", "fsu"), (b"FFM", "ffm"), (b"FHL", "fhl"), (b"{", "cdek"))
_HOLDS = (
    (b"ExpressCargoDeclarationCustomMark", "mark"),
    (b"OperationHistoryData", "russian_post"),
    (b"answerByTicketResponse", "russian_post"),
    (b"russianpost.org", "russian_post"),
    (b"CEB", "ceb"),
)


def recognise(content: bytes) -> str:
    """The format of a message by its first signs. Raises BadMessage."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:2_000]
    found = [name for mark, name in _STARTS if start.startswith(mark)]
    if start.startswith(b"<"):
        found = [name for mark, name in _HOLDS if mark in start.replace(b"\0", b"")]
    if not found:
        raise BadMessage("unknown_format", "This is no message that we know; name its format.")
    return found[0]


def read_message(
    *, content: bytes, by: Actor, at: datetime, name: str = AUTO
) -> tuple[str, Accepted]:
    """Take a partner's raw message in; returns its format and what came of its events.

    Raises BadInput for a format that is not known, BadMessage for a message that cannot be read,
    NotAllowed for a partner who sends what is another's to say.
    """
    by.require(Role.PARTNER, Role.CUSTOMS, Role.PLANNER, Role.WAREHOUSE)
    if name != AUTO and name not in FORMATS:
        raise BadInput("unknown_format", f"Formats are {', '.join(FORMATS)}.", {"format": name})
    name = recognise(content) if name == AUTO else name
    scheme, reader = FORMATS[name]
    _require_own(scheme, by)
    return name, reader(Message(content, by, at))


def _require_own(scheme: str, by: Actor) -> None:
    if by.partner_id is not None and Partner.objects.get(pk=by.partner_id).scheme != scheme:
        raise NotAllowed("foreign_format", "Messages of this format come from another partner.")
