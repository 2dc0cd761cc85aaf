"""What customs wants of a parcel's buyer: the sum or the papers, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from customs.declarations.models import ImportLine
from customs.terms.queries import ends_at, terms_of
from shipments.parcels.models import ImportClearance, Parcel

WANTS = {ImportClearance.DUTY_DUE, ImportClearance.DOCUMENTS_REQUIRED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What customs wrote with its latest decision, and when its patience ends, where known."""

    words: str
    until: datetime | None


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
