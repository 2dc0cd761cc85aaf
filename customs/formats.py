"""The formats of partners' messages: who may send each, how it is parsed and taken in."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from customs.declarations.decisions import ImportDecision, record_decisions
from customs.declarations.export import ExportReceipt, take_receipts
from customs.messages import cn_receipts, ru_marks
from shipments.actor import Actor
from shipments.carriers.airline import transmission
from shipments.carriers.airline.fhl import HouseList
from shipments.carriers.airline.imp import kind_of
from shipments.carriers.cdek import webhook
from shipments.carriers.russian_post import batch, history
from shipments.consolidation.airline_news import take_airline_events
from shipments.consolidation.houses import take_house_lists
from shipments.errors import BadMessage
from shipments.exchange.findings import Findings
from shipments.flights.airports import zone_of_airport
from shipments.sentences import say
from shipments.tracking.inbox import Accepted, accept_events, things_named
from shipments.tracking.raw import RawEvent
from shipments.tracking.regions import zone_of_index

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Given:
    """The bytes of a message, who gave them, when they came first, and when they are read.

    `message_id` is the row that keeps them.
    """

    content: bytes
    by: Actor
    received_at: datetime
    at: datetime
    message_id: int | None = None

    @property
    def text(self) -> str:
        """The content as text. Raises BadMessage."""
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = say("The message is not text in ASCII or UTF-8.")
            raise BadMessage("not_text", text) from None


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the code list of the partner who may send it, its parser, and who takes it in.

    With `strangers_wait` what is about a number that is not ours yet is kept until it is.
    """

    scheme: str
    parse: Callable[[Given], Findings[Any]]
    take: Callable[[Sequence[Any], Given], Accepted]
    strangers_wait: bool = False


def _airline(given: Given) -> Findings[Any]:
    return transmission.read(given.text, received_at=given.received_at, zone_of=zone_of_airport)


def _take_airline(items: Sequence[Any], given: Given) -> Accepted:
    """Statuses first, then the lists of houses; refusals by the place of each among the items."""
    answer = Accepted()
    for kind, take in ((RawEvent, _take_events), (HouseList, _take_houses)):
        places = [at for at, one in enumerate(items) if isinstance(one, kind)]
        if places:
            _add(answer, take([items[at] for at in places], given), places)
    return answer


def _take_events(items: Sequence[RawEvent], given: Given) -> Accepted:
    return take_airline_events(raw=items, by=given.by, at=given.at)


def _take_houses(items: Sequence[HouseList], given: Given) -> Accepted:
    return take_house_lists(lists=items, by=given.by, at=given.received_at)


def _add(whole: Accepted, part: Accepted, places: Sequence[int]) -> None:
    whole.accepted += part.accepted
    whole.repeated += part.repeated
    whole.unknown += part.unknown
    whole.refused += [(places[index], code, why) for index, code, why in part.refused]
    whole.doubts += [(places[index], doubt) for index, doubt in part.doubts]


def _post(given: Given) -> Findings[RawEvent]:
    if b"answerByTicketResponse" in given.content:
        return batch.read(given.content, zone_of=zone_of_index)
    return history.read(given.content)


def _cdek(given: Given) -> Findings[webhook.Status]:
    return webhook.read(given.content)


def _take_cdek(items: Sequence[webhook.Status], given: Given) -> Accepted:
    """Each status is of the first of its numbers that names a parcel of ours."""
    known = things_named(f"parcel:{number}" for one in items for number in one.numbers)
    events = []
    for one in items:
        subjects = [f"parcel:{number}" for number in one.numbers]
        subject = next((name for name in subjects if name in known), one.event.subject)
        events.append(replace(one.event, subject=subject))
    return accept_events(events, by=given.by, at=given.at, source="cdek")


def _take_post(items: Sequence[RawEvent], given: Given) -> Accepted:
    return accept_events(items, by=given.by, at=given.at, source="russian_post")


def _receipts(given: Given) -> Findings[ExportReceipt]:
    found: Findings[ExportReceipt] = Findings()
    read = cn_receipts.read(given.content)
    for one, place in zip(read.items, read.places, strict=True):
        found.add(_export_receipt(one), *place)
    found.faults += read.faults
    return found


def _export_receipt(one: cn_receipts.Receipt) -> ExportReceipt:
    return ExportReceipt(
        one.cop_number,
        one.code,
        one.returned_at,
        one.info,
        one.authority_number,
        one.numbers.get("orderNo", ""),
        one.numbers.get("logisticsNo", ""),
        one.numbers.get("ebcCode", ""),
    )


def _take_receipts(items: Sequence[ExportReceipt], given: Given) -> Accepted:
    return take_receipts(receipts=items, by=given.by, at=given.at, message_id=given.message_id)


def _marks(given: Given) -> Findings[ImportDecision]:
    found: Findings[ImportDecision] = Findings()
    read = ru_marks.read(given.content)
    for one, place in zip(read.items, read.places, strict=True):
        found.add(
            ImportDecision(
                one.waybill,
                one.code,
                one.decided_at,
                one.reason,
                registration_number=one.registration_number,
                reason_code=one.reason_code,
            ),
            *place,
        )
    found.faults += read.faults
    return found


def _take_marks(items: Sequence[ImportDecision], given: Given) -> Accepted:
    return record_decisions(decisions=items, by=given.by, at=given.at)


_AIRLINE = Format("fsu", _airline, _take_airline)
FORMATS: dict[str, Format] = {
    "fsu": _AIRLINE,
    "ffm": _AIRLINE,
    "fhl": _AIRLINE,
    "airline": _AIRLINE,
    "russian_post": Format("russian_post", _post, _take_post),
    "cdek": Format("cdek", _cdek, _take_cdek),
    "ceb": Format("cn_customs", _receipts, _take_receipts, strangers_wait=True),
    "mark": Format("ru_customs", _marks, _take_marks),
}
_AIRLINE_KINDS = {"FSU": "fsu", "FSA": "fsu", "FFM": "ffm", "FHL": "fhl"}
# What an XML message holds near its beginning; the first that fits.
_HOLDS = (
    (b"ExpressCargoDeclarationCustomMark", "mark"),
    (b"OperationHistoryData", "russian_post"),
    (b"answerByTicketResponse", "russian_post"),
    (b"russianpost.org", "russian_post"),
    (b"DxpMsg", "ceb"),
    (b"CEB", "ceb"),
)
_SIGNS = re.compile(rb"^(?:\xef\xbb\xbf|[\x00-\x20])+")
_LOOKED_AT = 4_000


def recognise(content: bytes) -> str:
    """The format of a message by its first signs, in an envelope or not. Raises BadMessage."""
    start = _SIGNS.sub(b"", content[:_LOOKED_AT])
    if start.startswith(b"<"):
        plain = start.replace(b"\0", b"")
        found = next((name for mark, name in _HOLDS if mark in plain), "")
    elif start.startswith(b"{"):
        found = "cdek"
    else:
        kind = kind_of(start.decode("ascii", errors="replace"))
        found = _AIRLINE_KINDS.get(kind, "airline") if kind else ""
    if not found:
        text = say("This is no message that we know; name its format.")
        raise BadMessage("unknown_format", text)
    return found
