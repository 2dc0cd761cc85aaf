"""The three tracks of a parcel, the levels of their statuses, and what a kind of event is."""

from dataclasses import dataclass
from enum import StrEnum

from shipments.parcels.models import ExportClearance, ImportClearance, Movement


class Track(StrEnum):
    MOVEMENT = "movement"
    EXPORT = "export_clearance"
    IMPORT = "import_clearance"


SINCE = {Track.MOVEMENT: "movement_at", Track.EXPORT: "export_at", Track.IMPORT: "import_at"}
STATUSES: dict[Track, list[str]] = {
    Track.MOVEMENT: list(Movement),
    Track.EXPORT: list(ExportClearance),
    Track.IMPORT: list(ImportClearance),
}

# A status of level n > 0 is left only by a status of a higher level or by a correction; one below 0
# gives way to every other: that we have prepared papers changes nothing of what customs said.
LEVELS: dict[Track, dict[str, int]] = {
    Track.MOVEMENT: {
        Movement.RETURNING: 1,
        Movement.LOST: 2,
        Movement.DELIVERED: 3,
        Movement.RETURNED: 3,
        Movement.DESTROYED: 3,
        Movement.CANCELLED: 3,
    },
    Track.EXPORT: {
        ExportClearance.RELEASED: 1,
        ExportClearance.FINALISED: 2,
        ExportClearance.RETURNED: 3,
    },
    Track.IMPORT: {
        ImportClearance.NOT_FILED: -2,
        ImportClearance.PRE_DECLARED: -1,
        ImportClearance.RELEASED: 1,
        ImportClearance.REFUSED: 1,
        ImportClearance.RETURN_ALLOWED: 2,
    },
}
# Once a parcel has turned back, nothing but a correction lets it be delivered.
TURNED_BACK, NO_MORE = Movement.RETURNING, Movement.DELIVERED


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
