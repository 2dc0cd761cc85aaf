"""Cases for answers of China's customs that nothing follows from by itself: a person must look."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from customs.messages.codes import EXISTS
from shipments.actor import Actor, Role
from shipments.cases.actions import open_cases
from shipments.cases.models import Case
from shipments.sentences import Sentence, say

NOT_SENT, NOT_READABLE = "4", "900/<0"


def open_receipt_cases(fresh: Sequence[tuple[int, str]], *, by: Actor, at: datetime) -> int:
    """Open one case for each such code with the parcels of (parcel's id, raw code) pairs that are
    new; returns how many cases. What is told again opens nothing."""
    parcels: dict[str, list[int]] = defaultdict(list)
    for parcel, raw_code in fresh:
        if raw_code in (NOT_SENT, NOT_READABLE) or raw_code.endswith(EXISTS):
            parcels[raw_code].append(parcel)
    for raw_code in sorted(parcels):
        open_cases(
            cause=f"receipt:{raw_code}",
            kind=Case.Kind.RECEIPT,
            about=f"CEB {raw_code}",
            note=_note(raw_code),
            parcel_ids=parcels[raw_code],
            owner_role=Role.CUSTOMS,
            by=by,
            at=at,
        )
    return len(parcels)


def _note(raw_code: str) -> Sentence:
    if raw_code == NOT_SENT:
        return say("The port could not send the lists to customs: send them again by the port.")
    if raw_code == NOT_READABLE:
        return say("The port could not read our message: mend what it names and file again.")
    return say("Customs refused lists that they have already; what they decided before stands.")
