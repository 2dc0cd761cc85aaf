"""When a parcel first entered each of its stages: a pure fold over its events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from shipments.parcels.models import ExportClearance, Headline, ImportClearance, Movement
from shipments.tracking.codes import CODES
from shipments.tracking.projection import Happening, Standing, sort_key
from shipments.tracking.stage import STAGE_RULES
from shipments.tracking.tracks import Track

# What stands while nothing has moved a track.
NOTHING = {
    Track.MOVEMENT: Movement.CREATED.value,
    Track.EXPORT: ExportClearance.NOT_FILED.value,
    Track.IMPORT: ImportClearance.NOT_FILED.value,
}


@dataclass(slots=True)
class Tracks:
    """The three statuses at one moment of the fold."""

    movement: str = NOTHING[Track.MOVEMENT]
    export_clearance: str = NOTHING[Track.EXPORT]
    import_clearance: str = NOTHING[Track.IMPORT]
    held: bool = False

    def stage(self) -> Headline:
        for stage, rule in STAGE_RULES:
            if all(getattr(self, field) in values for field, values in rule.items()):
                return stage
        raise ValueError("the last rule matches everything")


def stage_entries(happenings: Iterable[Happening]) -> dict[Headline, datetime]:
    """The moment of the first entry into each stage that was entered, in order of entry."""
    told = sorted(
        (happening for happening in happenings if CODES[happening.code].track), key=sort_key
    )
    entries = _first_entries(tuple(item.code for item in told))
    return {stage: told[index].happened_at for stage, index in entries}


@lru_cache(maxsize=4096)
def _first_entries(codes: tuple[str, ...]) -> tuple[tuple[Headline, int], ...]:
    """Each stage with the place of the code that led into it; parcels share few courses."""
    tracks, standing = Tracks(), {track: Standing() for track in Track}
    entered: dict[Headline, int] = {}
    for index, code in enumerate(CODES[word] for word in codes):
        if code.track:
            standing[code.track].take(code, None)
            setattr(tracks, str(code.track), standing[code.track].status or NOTHING[code.track])
        entered.setdefault(tracks.stage(), index)
    return tuple(entered.items())
