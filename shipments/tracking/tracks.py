"""The three tracks of a parcel, the levels of their statuses, and what a kind of event is."""

from dataclasses import dataclass
from enum import StrEnum

from shipments.parcels.models import ExportClearance, ImportClearance, Movement


class Track(StrEnum):
    MOVEMENT = "movement"
    EXPORT = "export_clearance"
    IMPORT = "import_clearance"


SINCE = {Track.MOVEMENT: "movement_at", Track.EXPORT: "export_at", Track.IMPORT: "import_at"}
STATUSES = {
    Track.MOVEMENT: list(Movement.values),
    Track.EXPORT: list(ExportClearance.values),
    Track.IMPORT: list(ImportClearance.values),
}

# A status of level n > 0 is left only by a status of a higher level or by a correction; one below 0
# gives way to every other: that we have prepared papers changes nothing of what customs said.
LEVELS = {
    Track.MOVEMENT: {
        "returning": 1,
        "lost": 2,
        "delivered": 3,
        "returned": 3,
        "destroyed": 3,
        "cancelled": 3,
    },
    Track.EXPORT: {"released": 1, "finalised": 2, "returned": 3},
    Track.IMPORT: {
        "not_filed": -2,
        "pre_declared": -1,
        "released": 1,
        "refused": 1,
        "return_allowed": 2,
    },
}
# Once a parcel has turned back, nothing but a correction lets it be delivered.
TURNED_BACK, NO_MORE = "returning", "delivered"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of event. `status` is what it leads to on `track`; None where it only informs.

    `lifts` is the status that it takes away: what stood before stands again.
    """

    code: str
    zh: str
    ru: str
    en: str
    track: Track | None = None
    status: str | None = None
    corrects: bool = False
    lifts: str = ""
    emsevt: str = ""
    public: bool = True
    news: bool = False

    @property
    def rank(self) -> int:
        """Order within an instant: the later status of the track wins; lifting follows it."""
        word = self.status or self.lifts
        return STATUSES[self.track].index(word) + bool(self.lifts) if self.track and word else 0

    @property
    def level(self) -> int:
        return LEVELS[self.track].get(self.status or "", 0) if self.track else 0

    def text(self, language: str) -> str:
        """The words for a reader of `language` (a Django language code)."""
        if language.startswith("zh"):
            return self.zh
        return self.ru if language.startswith("ru") else self.en
