"""What waits to be sent, told or understood, and for how long: for the operators' alarms."""

from dataclasses import dataclass, fields

from django.db import connection

LATEST = 100_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers of rows; `_age` is how long the oldest waits, in seconds. Given up: of the latest
    100,000."""

    news: int
    news_age: float
    projections: int
    projections_age: float
    deliveries: int
    deliveries_age: float
    deliveries_given_up: int
    mails: int
    mails_age: float
    mails_given_up: int
    not_understood: int


_ROWS = {
    "news": ("shipments_outboxevent", "recorded_at", "published_at IS NULL"),
    "projections": (
        "shipments_projection p JOIN shipments_event e ON e.id = p.event_id",
        "e.recorded_at",
        "p.done_at IS NULL",
    ),
    "deliveries": ("shipments_delivery", "created_at", "status = 'waiting'"),
    "mails": ("shipments_buyernotice", "created_at", "status = 'waiting'"),
}
_GIVEN_UP = {"deliveries": "shipments_delivery", "mails": "shipments_buyernotice"}


def waiting_work() -> Waiting:
    """All of it in one query, each part by an index of what waits."""
    asked = {field.name: _sql_of(field.name) for field in fields(Waiting)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked.values()), {"latest": LATEST})
        row = cursor.fetchone()
    return Waiting(**dict(zip(asked, row, strict=True)))


def _sql_of(name: str) -> str:
    if name == "not_understood":
        return "(SELECT count(*) FROM shipments_unmappedevent WHERE resolved_at IS NULL)"
    kind, _, what = name.partition("_")
    if what == "given_up":
        table = _GIVEN_UP[kind]
        latest = f"id > (SELECT max(id) - %(latest)s FROM {table})"
        return f"(SELECT count(*) FROM {table} WHERE status = 'given_up' AND {latest})"
    table, moment, condition = _ROWS[kind]
    age = f"coalesce(extract(epoch FROM now() - min({moment})), 0)::float"
    return f"(SELECT {age if what else 'count(*)'} FROM {table} WHERE {condition})"
