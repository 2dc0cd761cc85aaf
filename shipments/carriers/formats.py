"""The formats of those who carry: airline, post and couriers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shipments.carriers.airline import transmission
from shipments.carriers.airline.fhl import HouseList
from shipments.carriers.cdek import webhook
from shipments.carriers.format import Format, Given
from shipments.carriers.russian_post import batch, history
from shipments.exchange.findings import Findings
from shipments.flights.airports import zone_of_airport
from shipments.operations.airline_messages import take_airline_events
from shipments.operations.house_waybills import take_house_lists
from shipments.tracking.intake import Accepted, accept_events, things_named
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.regions import zone_of_index


def _airline(given: Given) -> Findings[Any]:
    return transmission.read(given.text, received_at=given.received_at, zone_of=zone_of_airport)


def _take_airline(items: Sequence[Any], given: Given) -> Accepted:
    """Statuses first, then the lists of houses; refusals by the place of each among the items."""
    answer = Accepted()
    for kind, take in ((RawEvent, _take_events), (HouseList, _take_houses)):
        places = [at for at, item in enumerate(items) if isinstance(item, kind)]
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
    known = things_named(f"parcel:{number}" for status in items for number in status.numbers)
    events = []
    for status in items:
        subjects = [f"parcel:{number}" for number in status.numbers]
        subject = next((name for name in subjects if name in known), status.event.subject)
        events.append(replace(status.event, subject=subject))
    return accept_events(events, by=given.by, at=given.at, source="cdek")


def _take_post(items: Sequence[RawEvent], given: Given) -> Accepted:
    return accept_events(items, by=given.by, at=given.at, source="russian_post")


AIRLINE = Format("fsu", _airline, _take_airline)
RUSSIAN_POST = Format(
    "russian_post",
    _post,
    _take_post,
    marks=(b"OperationHistoryData", b"answerByTicketResponse", b"russianpost.org"),
)
CDEK = Format("cdek", _cdek, _take_cdek)
