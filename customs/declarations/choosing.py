"""Which parcels a decision for many is about: what was ticked, pasted, or fits the filter."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shipments.errors import BadInput
from shipments.numbers.typed import numbers_in
from shipments.parcels.models import Parcel
from shipments.parcels.queries import parcels_named

PASTED = 3_000
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows that are meant, and what was pasted that names none of the queue."""

    ids: list[int]
    strangers: list[str]


def split(text: str) -> list[str]:
    """Numbers pasted in any manner, each once, in order. Raises BadInput for more than PASTED."""
    found = numbers_in(text)
    if len(found) > PASTED:
        message = _("At most %(most)s numbers at once; these are %(n)s. Paste them in parts.")
        raise BadInput("too_many", message % {"most": PASTED, "n": len(found)})
    return found


def named_in(rows: QuerySet[Parcel], text: str) -> Choice:
    """The parcels of a queue that pasted waybills name, ours or the last mile's."""
    numbers = split(text)
    if not numbers:
        return Choice([], [])
    found = parcels_named(rows, numbers)
    ids = [found[number][0] for number in numbers if number in found]
    return Choice(list(dict.fromkeys(ids)), [n for n in numbers if n not in found])


def all_of(rows: QuerySet[Parcel]) -> Choice:
    """Every row. Raises BadInput for more than MOST."""
    ids = list(rows.values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        message = _("More than %(most)s match; narrow the queue.")
        raise BadInput("too_many", message % {"most": MOST})
    return Choice(ids, [])
