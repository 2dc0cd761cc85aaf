"""What customs wants of a parcel's buyer, by when, and why it has stopped or refused a parcel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from customs.declarations.models import ImportLine
from customs.terms.queries import ends_at, terms_of
from shipments.event_codes import EventCode
from shipments.parcels.models import ImportClearance, Parcel

WANTS = {ImportClearance.DUTY_DUE, ImportClearance.DOCUMENTS_REQUIRED}
# Decisions that stop a parcel, by the status they leave it in.
STOPS: dict[str, ImportClearance] = {
    EventCode.IMPORT_REFUSED: ImportClearance.REFUSED,
    EventCode.IMPORT_SUSPENDED: ImportClearance.SUSPENDED,
    EventCode.IMPORT_INSPECTION: ImportClearance.INSPECTION,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What customs wrote with its latest decision, and when its patience ends, where known."""

    words: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why customs let a parcel not in: its own words and code, and the number of its answer."""

    words: str
    code: str
    registration: str


def lines_of(parcel: Parcel) -> Sequence[ImportLine]:
    """The lines of a parcel in the registries, the latest first."""
    return list(ImportLine.objects.filter(parcel=parcel).order_by("-pk"))


def duty_among(lines: Sequence[ImportLine]) -> ImportLine | None:
    """The latest line for which duty was worked out."""
    return next((line for line in lines if line.duty_rub), None)


def asked_of(parcel: Parcel, lines: Sequence[ImportLine], *, at: datetime) -> Asked | None:
    """What customs wants now; None where it wants nothing. One query."""
    if parcel.import_clearance not in WANTS:
        return None
    until = ends_at(terms_of("import", at=at), parcel.import_clearance, parcel.import_at)
    return Asked(lines[0].reason if lines else "", until)


def stopped_of(parcel: Parcel, lines: Sequence[ImportLine]) -> Stopped | None:
    """Why customs stopped or refused the parcel; None where it did not, or gave no reason."""
    line = lines[0] if lines else None
    if line is None or STOPS.get(line.decided_code) != parcel.import_clearance:
        return None
    is_told = line.reason or line.reason_code
    return Stopped(line.reason, line.reason_code, line.registration_number) if is_told else None
