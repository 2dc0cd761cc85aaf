"""When a parcel first entered each of its stages: a pure fold over its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from shipments.parcels.models import Headline
from shipments.tracking.codes import CODES, Track
from shipments.tracking.headline import STAGE_RULES
from shipments.tracking.projection import Happening, applies, sort_key


@dataclass(slots=True)
class Tracks:
    """The three statuses at one moment of the fold."""

    movement: str = "created"
    export_clearance: str = "not_filed"
    import_clearance: str = "not_filed"
    held: bool = False

    def stage(self) -> Headline:
        for stage, rule in STAGE_RULES:
            if all(getattr(self, field) in values for field, values in rule.items()):
                return stage
        raise ValueError("the last rule matches everything")


def stage_entries(happenings: Iterable[Happening]) -> dict[Headline, datetime]:
    """The moment of the first entry into each stage that was entered, in order of entry."""
    tracks, levels = Tracks(), dict.fromkeys(Track, 0)
    entered: dict[Headline, datetime] = {}
    for one in sorted((h for h in happenings if CODES[h.code].track), key=sort_key):
        code = CODES[one.code]
        track = code.track
        if track and applies(code, levels[track]):
            setattr(tracks, str(track), code.status)
            levels[track] = code.level
        entered.setdefault(tracks.stage(), one.happened_at)
    return entered
