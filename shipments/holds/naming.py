"""What a person means to hold: numbers of any kind, and what holding them stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from shipments.holds.models import SUBJECTS, Hold
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.tracking.inbox import things_named
from shipments.tracking.models import Containment

ENDED = ("delivered", "returned", "destroyed", "lost", "cancelled")
# So many things are held at once from one form.
MOST = 2_000


@dataclass(slots=True)
class Meant:
    """The rows by kind, the numbers nobody knows, and the parcels that a hold stops now."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    orders: int = 0
    parcels: int = 0
    held_already: int = 0
    ended: int = 0

    @property
    def things(self) -> int:
        return sum(map(len, self.ids.values()))


def meant_by(numbers: Sequence[str]) -> Meant:
    """The parcels, bags, ULDs, waybills that numbers name, and the parcels of orders they name."""
    texts = {f"{kind}:{number}": number for number in numbers for kind in SUBJECTS}
    named = things_named(texts)
    found, known = Meant(), {texts[text] for text in named}
    orders = _orders([number for number in numbers if number not in known])
    known |= orders.keys()
    found.orders, found.strangers = len(orders), [one for one in numbers if one not in known]
    rows = set(named.values()) | {("parcel", pk) for pks in orders.values() for pk in pks}
    for kind in SUBJECTS:
        if pks := sorted(pk for name, pk in rows if name == kind):
            found.ids[kind] = pks
    _count(found)
    return found


def _orders(numbers: Iterable[str]) -> dict[str, list[int]]:
    """The parcels of orders by their number; a number that two sellers use names none."""
    found: dict[str, set[int]] = {}
    for pk, number in Order.objects.filter(number__in=list(numbers)).values_list("pk", "number"):
        found.setdefault(number, set()).add(pk)
    single = {pks.pop(): number for number, pks in found.items() if len(pks) == 1}
    parcels: dict[str, list[int]] = {}
    rows = Parcel.objects.filter(order__in=single).values_list("pk", "order_id")
    for pk, order in rows:
        parcels.setdefault(single[order], []).append(pk)
    return parcels


def _count(found: Meant) -> None:
    inside = set(found.ids.get("parcel", ()))
    for kind in SUBJECTS[1:]:
        rows = Containment.objects.filter(
            until__isnull=True, **{f"{kind}__in": found.ids.get(kind, [])}
        )
        inside |= set(rows.values_list("parcel_id", flat=True)) if kind in found.ids else set()
    parcels = Parcel.objects.filter(pk__in=inside)
    found.parcels = len(inside)
    found.held_already = parcels.filter(held=True).count()
    found.ended = parcels.filter(movement__in=ENDED).count()


def stopped_by(holds: Iterable[Hold]) -> dict[int, int]:
    """How many parcels each hold stops now, by its row; a query for each kind of container."""
    counts, shown = {}, list(holds)
    for kind in SUBJECTS[1:]:
        ids = {getattr(one, f"{kind}_id"): one.pk for one in shown if getattr(one, f"{kind}_id")}
        rows = Containment.objects.filter(until__isnull=True, **{f"{kind}__in": list(ids)})
        told = dict(rows.values_list(kind).annotate(n=Count("pk")).order_by()) if ids else {}
        for one in shown:
            if one.subject == kind:
                counts[one.pk] = told.get(getattr(one, f"{kind}_id"), 0)
    return counts | {one.pk: 1 for one in shown if one.subject == "parcel"}
