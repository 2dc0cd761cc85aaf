"""A statement that raises for one row, and the scenes in which every loop of a job meets it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from shipments.actor import Actor, Role
from shipments.cases.models import Case
from shipments.consolidation import contents
from shipments.consolidation.models import Consolidation
from shipments.flights.models import Aircraft, Channel, Flight, Leg
from shipments.parcels.models import Parcel
from shipments.parties.models import User
from tests.cast import actor, shop
from tests.factories.cases import make_case
from tests.factories.shop import make_product, put_in_stock
from tests.world import NOON

DATABASE = "database"


@dataclass
class Scene:
    """Several items that wait for a job, and what tells them from each other when they are done.

    `keys` are the items as the loop's `statement` names them; `done` gives those that are done with
    what came of them, which must stay as it is. What is not `retried` ends with its failure.
    """

    statement: str
    keys: Sequence[Any]
    done: Callable[[], dict[Any, Any]]
    at: datetime = NOON
    retried: bool = True
    seen: set[Any] = field(default_factory=set)


@dataclass
class Poison:
    """Makes a scene's statement raise for one key: an exception, or a true error of PostgreSQL."""

    scene: Scene
    key: Any
    fault: Exception | str
    fell: int = 0

    def __call__(self, execute, sql, params, many, context):
        keys = set()
        if re.search(self.scene.statement, sql):
            keys = set(_flat(params)) & set(self.scene.keys)
        if self.key in keys:
            self.fell += 1
            if self.fault == DATABASE:
                return execute("SELECT 1 / 0", None, False, context)
            raise self.fault
        found = execute(sql, params, many, context)
        self.scene.seen |= keys
        return found


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one)
    elif isinstance(value, int | str):
        yield value
    elif hasattr(value, "obj"):
        yield from _flat(value.obj)


def far_apart(*models: type[Model]) -> None:
    """Let no two tables share an id, so that a number in a statement is one row's alone."""
    with connection.cursor() as cursor:
        for place, model in enumerate(models, start=1):
            table, first = model._meta.db_table, place * 100_000
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, nextval("
                "pg_get_serial_sequence(%s, 'id'))))",
                [table, first, table],
            )


def hour(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def seller() -> Actor:
    """Anna, with mugs on the shelf."""
    put_in_stock(make_product(shop("S001").pk), 100)
    return actor("anna")


def boss() -> Actor:
    """Who may do everything, as one who has signed in."""
    user = User.objects.create_user("boss", is_superuser=True)
    return Actor("boss", frozenset({Role.PLANNER, Role.CUSTOMS, Role.WAREHOUSE}), user.pk)


def flights(count: int = 3, **leg: Any) -> list[Flight]:
    """Flights of one evening, each with its leg: cut-off in an hour, there after eight."""
    channel = Channel.objects.get(code="HRB-SVX")
    found = [
        Flight.objects.create(
            channel=channel,
            number=f"U69{n:02}",
            day=date(2026, 11, 2),
            aircraft=Aircraft.objects.get(code="T2F"),
            cargo_cutoff=hour(1),
            document_cutoff=hour(1),
            customs_cutoff=hour(1),
        )
        for n in range(count)
    ]
    for flight in found:
        Leg.objects.create(
            flight=flight,
            origin=channel.origin,
            destination=channel.destination,
            planned_departure=hour(2),
            planned_arrival=hour(8),
            **leg,
        )
    return found


def loads(standing: str, parcels: Sequence[Parcel] = (), **leg: Any) -> list[Consolidation]:
    """A consolidation in this status on each of three flights, with one of the parcels in each."""
    found = [
        Consolidation.objects.create(
            flight=flight, mawb=f"262-9000000{n}", status=standing, created_at=NOON
        )
        for n, flight in enumerate(flights(**leg))
    ]
    for one, parcel in zip(found, parcels, strict=False):
        contents.put([(parcel.pk, None, None)], consolidation_id=one.pk, at=NOON)
    return found


def stuck(parcels: Sequence[Parcel]) -> list[Case]:
    return [make_case(parcel, stage_since=hour(-24)) for parcel in parcels]


def pks(rows: Sequence[Model]) -> list[int]:
    return [row.pk for row in rows]
