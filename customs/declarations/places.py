"""Where an authority answers: at its end of each parcel's channel."""

from collections.abc import Iterable
from typing import Literal

from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcels_named


def places_of(numbers: Iterable[str], end: Literal["origin", "destination"]) -> dict[str, str]:
    """The code of the place where each parcel's channel begins or ends, by the number as given.

    What is not ours is left out.
    """
    known = {name: pk for name, (pk, _) in parcels_named(Parcel.objects.all(), numbers).items()}
    rows = Parcel.objects.filter(pk__in=known.values())
    places = dict(rows.values_list("pk", f"channel__{end}__code"))
    return {name: places[pk] for name, pk in known.items()}
