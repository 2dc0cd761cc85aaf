"""What a person means to hold: numbers of any kind, and what holding them stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from shipments.actor import Actor
from shipments.holds.models import CONTAINERS, REACHED, SUBJECTS, Hold
from shipments.orders.models import Order
from shipments.parcels.models import Movement, Parcel
from shipments.tracking.intake import things_named
from shipments.tracking.models import Containment
from shipments.tracking.reach import reached

# So many things are held at once from one form.
MOST = 2_000


@dataclass(slots=True)
class Meant:
    """The rows by kind, the numbers nobody knows, and the parcels that a hold stops now."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    parcels: int = 0
    held_already: int = 0
    ended: int = 0

    @property
    def things(self) -> int:
        return sum(map(len, self.ids.values()))


def meant_by(actor: Actor, numbers: Sequence[str]) -> Meant:
    """The parcels, orders, bags, ULDs and waybills that numbers name, and what a hold stops.

    A number of an order that two sellers use names none, nor does one of what lies where the
    actor does not work.
    """
    texts = {f"{kind}:{number}": number for number in numbers for kind in SUBJECTS}
    named = things_named(texts)
    rows = reached(actor, named.values())
    known = {texts[text] for text, thing in named.items() if thing in rows}
    orders = _orders(actor, [number for number in numbers if number not in known])
    rows |= {("order", pk) for pk in orders.values()}
    found = Meant(strangers=[number for number in numbers if number not in known | orders.keys()])
    for kind in SUBJECTS:
        if pks := sorted(pk for name, pk in rows if name == kind):
            found.ids[kind] = pks
    _count(found)
    return found


def _orders(actor: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """The orders of numbers that one seller alone uses."""
    found: dict[str, list[int]] = {}
    rows = Order.objects.visible_to(actor).filter(number__in=list(numbers))
    for pk, number in rows.values_list("pk", "number"):
        found.setdefault(number, []).append(pk)
    return {number: pks[0] for number, pks in found.items() if len(pks) == 1}


def _count(found: Meant) -> None:
    of_orders = Parcel.objects.filter(order__in=found.ids.get("order", []))
    inside = set(found.ids.get("parcel", ())) | set(of_orders.values_list("pk", flat=True))
    for kind in CONTAINERS:
        lying = Containment.objects.filter(REACHED, **{f"{kind}__in": found.ids.get(kind, [])})
        inside |= set(lying.values_list("parcel_id", flat=True)) if kind in found.ids else set()
    parcels = Parcel.objects.filter(pk__in=inside)
    found.parcels = len(inside)
    found.held_already = parcels.filter(held=True).count()
    found.ended = parcels.filter(movement__in=Movement.ENDED).count()


def stopped_by(holds: Iterable[Hold]) -> dict[int, int]:
    """How many parcels each hold stops now, by its row; a query for each kind of thing."""
    shown = list(holds)
    counts = {item.pk: 1 for item in shown if item.subject == "parcel"}
    for kind in ("order", *CONTAINERS):
        held = {item.pk: getattr(item, f"{kind}_id") for item in shown if item.subject == kind}
        rows = (
            Parcel.objects.filter(order__in=held.values())
            if kind == "order"
            else Containment.objects.filter(REACHED, **{f"{kind}__in": held.values()})
        )
        item = "pk" if kind == "order" else "parcel"
        told = dict(rows.values_list(kind).annotate(n=Count(item, distinct=True)).order_by())
        counts |= {pk: told.get(thing, 0) for pk, thing in held.items()}
    return counts
