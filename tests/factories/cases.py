"""Open cases, one a parcel or one of many."""

from collections.abc import Iterable

from shipments.cases.models import Case, CaseParcel
from shipments.parcels.models import Parcel
from tests.world import NOON


def make_case(parcels: Parcel | Iterable[Parcel], kind: str = "stuck", **changes) -> Case:
    """A case of these parcels since NOON; any field can be changed."""
    held_up = [parcels] if isinstance(parcels, Parcel) else list(parcels)
    fields = {
        "cause": f"parcel:{held_up[0].pk}",
        "stage": "at_harbin",
        "stage_since": NOON,
        "opened_at": NOON,
    }
    case = Case.objects.create(kind=kind, **{**fields, **changes})
    CaseParcel.objects.bulk_create(
        CaseParcel(case=case, parcel=parcel, since=case.stage_since) for parcel in held_up
    )
    return case
