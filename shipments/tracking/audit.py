"""Recomputing every parcel's statuses from the events alone, to compare with what is written."""

from collections.abc import Iterator

from shipments.parcels.models import Parcel
from shipments.tracking.fold import differing

CHUNK = 5_000


def parcel_chunks(sample: int | None = None) -> Iterator[list[int]]:
    """Parcel ids in chunks: all of them, or `sample` spread evenly over all."""
    rows = Parcel.objects.order_by("pk").values_list("pk", flat=True)
    total = Parcel.objects.count()
    step = max(1, total // sample) if sample else 1
    chunk: list[int] = []
    for index, pk in enumerate(rows.iterator(chunk_size=CHUNK)):
        if index % step == 0:
            chunk.append(pk)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def parcel_differences(sample: int | None = None) -> tuple[int, list[str]]:
    """How many parcels were compared, and the numbers of those that differ."""
    compared, found = 0, []
    for chunk in parcel_chunks(sample):
        compared += len(chunk)
        found += differing(chunk)
    return compared, found
