"""One operation of a Russian Post history, whichever service told it (russia.md 4.2)."""

import re
from datetime import UTC, datetime, time
from typing import Any

from shipments.carriers.russian_post.codes import SCHEME
from shipments.errors import BadMessage
from shipments.numbers.parcels import squeezed
from shipments.sentences import say
from shipments.tracking.partner_event import RawEvent

_BARCODE = re.compile(r"[A-Z0-9]{8,32}", re.ASCII)
_CODE = re.compile(r"\d{1,5}", re.ASCII)
_GRAMS = re.compile(r"\d{1,7}", re.ASCII)
MIDNIGHT = time()
_INDEX = re.compile(r"\d{6}", re.ASCII)


def operation(
    *,
    barcode: str,
    kind: str,
    attribute: str,
    at: datetime,
    index: str,
    text: str,
    country: str = "",
    office: str = "",
    grams: str = "",
) -> RawEvent:
    """The event "kind/attribute"; `index` is the office's, `country` where there is no index.

    `office` is its name in words and `grams` what the post weighed, both "" where not told. Where
    it knows the day alone, the post writes midnight by the clock of `at`.

    The same operation told twice is the same event: number, kind, attribute, time and index. Raises
    BadMessage.
    """
    number = squeezed(barcode)
    if not _BARCODE.fullmatch(number):
        told = say("%(number)s is no number of the post.", number=repr(barcode[:40]))
        raise BadMessage("bad_number", told)
    if not _CODE.fullmatch(kind) or not _CODE.fullmatch(attribute or "0"):
        told = say(
            "%(kind)s/%(attribute)s is no operation of the post.",
            kind=kind[:20],
            attribute=attribute[:20],
        )
        raise BadMessage("bad_status", told)
    code = f"{int(kind)}/{int(attribute or 0)}"
    place = index if _INDEX.fullmatch(index) else country[:3]
    return RawEvent(
        subject=f"parcel:{number}",
        scheme=SCHEME,
        raw_code=code,
        happened_at=at,
        source_ref=f"{number}:{code}:{at.astimezone(UTC):%Y%m%d%H%M%S}:{place}",
        place=place,
        text=text,
        payload=_payload(at, office, grams),
    )


def _payload(at: datetime, office: str, grams: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if at.time() == MIDNIGHT:
        found["day_only"] = True
    if office:
        found["place_text"] = office[:100]
    if _GRAMS.fullmatch(grams) and int(grams):
        found["grams"] = int(grams)
    return found
