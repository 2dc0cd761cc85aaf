"""One operation of a Russian Post history, whichever service told it (russia.md 4.2)."""

import re
from datetime import UTC, datetime

from shipments.carriers.russian_post.codes import SCHEME
from shipments.errors import BadMessage
from shipments.numbers.parcels import squeezed
from shipments.tracking.raw import RawEvent

_BARCODE = re.compile(r"[A-Z0-9]{8,32}", re.ASCII)
_CODE = re.compile(r"\d{1,5}", re.ASCII)
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
) -> RawEvent:
    """The event "kind/attribute"; `index` is the office's, `country` where there is no index.

    The same operation told twice is the same event: number, kind, attribute, time and index. Raises
    BadMessage.
    """
    number = squeezed(barcode)
    if not _BARCODE.fullmatch(number):
        raise BadMessage("bad_number", f"{barcode[:40]!r} is no number of the post.")
    if not _CODE.fullmatch(kind) or not _CODE.fullmatch(attribute or "0"):
        raise BadMessage("bad_status", f"{kind}/{attribute} is no operation of the post.")
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
    )
