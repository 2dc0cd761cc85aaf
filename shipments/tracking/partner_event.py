"""RawEvent: what a partner said, before anybody knows what it means to us."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event in a partner's own words.

    `subject` is "parcel:<number>", "bag:<number>", "uld:<number>", "consolidation:<MAWB>" or
    "leg:<flight>-<yyyymmdd>"; `scheme` names the code list, `raw_code` is a code of it;
    `source_ref` is the event's stable identity within the source.
    """

    subject: str
    scheme: str
    raw_code: str
    happened_at: datetime
    source_ref: str
    place: str = ""
    text: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
