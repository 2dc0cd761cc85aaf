"""Who brings a parcel on its last mile: its carrier, its number there, the pickup point, its days.

All of it is what the carrier has told, and what its row says of how buyers reach it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.utils.translation import get_language

from shipments.event_codes import EventCode
from shipments.numbers.typed import normalised
from shipments.parties.contacts import Contact, contact_of
from shipments.parties.models import Partner
from shipments.tracking.queries import StoryLine

# What only the carrier of the last mile can tell.
_SPEAKS = {
    EventCode.IN_TRANSIT,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.READY_FOR_PICKUP,
    EventCode.DELIVERY_FAILED,
    EventCode.STORAGE_EXPIRING,
    EventCode.HANDED_OVER,
}
# What a parcel's reader may need the carrier for.
WITH_CARRIER = {
    EventCode.HANDED_OVER,
    EventCode.OUT_FOR_DELIVERY,
    EventCode.READY_FOR_PICKUP,
    EventCode.DELIVERY_FAILED,
    EventCode.STORAGE_EXPIRING,
    "slower",
}
WAITING = {EventCode.READY_FOR_PICKUP, EventCode.STORAGE_EXPIRING}
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class LastMile:
    """The carrier in the reader's language, the parcel's number there and its page of it.

    `point` is where the parcel waits, in the carrier's words; `until` when it goes back as the
    carrier usually does it. Both are empty where nobody told.
    """

    carrier: Contact
    number: str
    page: str
    point: str = ""
    until: datetime | None = None


def last_mile_of(
    situation: str, number: str, own_number: str, lines: Iterable[StoryLine]
) -> LastMile | None:
    """Who brings the parcel, for a tale that is about delivery; `lines` newest first.

    None where no carrier of the last mile has spoken yet.
    """
    if situation not in WITH_CARRIER:
        return None
    told = [line for line in lines if line.code in _SPEAKS]
    partner = carrier_of(told)
    if partner is None:
        return None
    known = own_number or number
    waits = next((line for line in told if line.code == EventCode.READY_FOR_PICKUP), None)
    here = waits if situation in WAITING else None
    return LastMile(
        carrier=contact_of(partner, get_language() or "ru"),
        number=known,
        page=partner.tracking_url.replace("{number}", normalised(known)),
        point=here.place_name(get_language() or "ru") if here else "",
        until=_until(here, partner),
    )


def carrier_of(lines: Iterable[StoryLine]) -> Partner | None:
    """Who carries the last mile, as far as he has told of it himself; `lines` newest first."""
    return next((_carriers()[line.source] for line in lines if line.source in _carriers()), None)


def _until(waits: StoryLine | None, partner: Partner) -> datetime | None:
    """When what waits goes back; told only where the carrier's row says how long it keeps it."""
    if waits is None or not partner.keeps_days:
        return None
    return waits.happened_at + timedelta(days=partner.keeps_days)


def _carriers() -> dict[str, Partner]:
    """The carriers of the last mile by the names their events come under."""
    return _kept(int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1)
def _kept(minute: int) -> dict[str, Partner]:
    rows = list(Partner.objects.filter(kind=Partner.Kind.LAST_MILE))
    return {partner.scheme: partner for partner in rows} | {
        partner.code: partner for partner in rows
    }


def forget() -> None:
    """Let the next reader ask the table again."""
    _kept.cache_clear()
