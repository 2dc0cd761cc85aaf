"""Which of some things lie where a staff member works: on his channels and in his warehouses."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from shipments.actor import Actor
from shipments.orders.models import Order
from shipments.tenancy import within
from shipments.tracking.models import Event

Thing = tuple[str, int]

# The way from each kind of thing to its channel; a parcel alone lies in a warehouse.
CHANNEL_OF = {
    "parcel": "channel",
    "order": "channel",
    "leg": "flight__channel",
    "bag": "consolidation__flight__channel",
    "uld": "consolidation__flight__channel",
    "consolidation": "flight__channel",
}
WAREHOUSE_OF = {"parcel": "warehouse"}


def reached(actor: Actor, things: Iterable[Thing]) -> set[Thing]:
    """Those of the things (kind and row) that the actor works with; all, where he is tied to
    nothing. One query a kind."""
    wanted = set(things)
    if not (actor.channels or actor.warehouses):
        return wanted
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, pk in wanted:
        by_kind[kind].add(pk)
    return {(kind, pk) for kind, pks in by_kind.items() for pk in _own(actor, kind, pks)}


def _own(actor: Actor, kind: str, pks: set[int]) -> list[int]:
    model: Any = Order if kind == "order" else Event._meta.get_field(kind).related_model
    rows = model._default_manager.filter(pk__in=pks)
    channel, warehouse = CHANNEL_OF[kind], WAREHOUSE_OF.get(kind, "")
    return list(
        within(rows, actor, channel=channel, warehouse=warehouse).values_list("pk", flat=True)
    )
