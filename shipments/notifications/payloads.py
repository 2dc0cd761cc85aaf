"""News become messages to sellers' webhooks: what happened, when and where, and how it stands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from shipments.journeys.queries import PublicJourney, journeys_of, local
from shipments.notifications.models import Delivery, Webhook
from shipments.orders.models import Order
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.tracking.models import Event
from shipments.tracking.stage import flag_of, stage_of

# A message names so many; what more there is stands in further messages.
NAMED = 500
# The days of delivery are told where so few parcels of sellers with webhooks are told of at once.
ESTIMATED = 200
Shape = dict[str, Any]
# Where it happened and when we came to know of it.
Seen = tuple[str, datetime]


def wants(hook: Webhook, topic: str) -> bool:
    """Whether a webhook subscribes to a topic: by its name, its family ("parcel.*"), or "*"."""
    family = topic.partition(".")[0] + ".*"
    return not hook.topics or bool({"*", topic, family} & set(hook.topics))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A row of news and those of its parcels that are told of now; none where it is of orders."""

    news: OutboxEvent
    parcels: Sequence[int]

    @property
    def subjects(self) -> Sequence[int]:
        return self.news.subject_ids if self.news.subject == "order" else self.parcels


def leave_deliveries(hooks: Sequence[Webhook], chunks: Sequence[Chunk], at: datetime) -> None:
    """The messages of chunks of one topic to the webhooks that want it; few queries for all."""
    news = chunks[0].news
    wanting = [hook for hook in hooks if wants(hook, news.topic)]
    sellers = {hook.seller_id for hook in wanting}
    subjects = sorted({pk for chunk in chunks for pk in chunk.subjects})
    if not (sellers and subjects):
        return
    read = _orders if news.subject == "order" else _parcels
    known = read(subjects, sellers, at)
    seen = _seen(news, chunks)
    Delivery.objects.bulk_create(
        (
            delivery
            for chunk in chunks
            for hook in wanting
            for delivery in _messages(hook, chunk, known[hook.seller_id], seen, at)
        ),
        ignore_conflicts=True,
    )


def _orders(pks: Sequence[int], sellers: set[int], at: datetime) -> dict[int, dict[int, Shape]]:
    """How each seller's orders stand now, by seller and row."""
    found: dict[int, dict[int, Shape]] = defaultdict(dict)
    rows = Order.objects.filter(pk__in=pks, seller_id__in=sellers).order_by("pk")
    numbers = defaultdict(list)
    for order, number in Parcel.objects.filter(order__in=pks).values_list("order_id", "number"):
        numbers[order].append(number)
    for row in rows.only("pk", "seller_id", "number", "status", "blocker"):
        found[row.seller_id][row.pk] = {
            "number": row.number,
            "status": row.status,
            "blocker": row.blocker,
            "parcels": sorted(numbers[row.pk]),
        }
    return found


def _parcels(pks: Sequence[int], sellers: set[int], at: datetime) -> dict[int, dict[int, Shape]]:
    """How each seller's parcels stand now, by seller and row."""
    found: dict[int, dict[int, Shape]] = defaultdict(dict)
    rows = Parcel.objects.filter(pk__in=pks, seller_id__in=sellers).order_by("pk")
    fields = (
        "pk",
        "seller_id",
        "number",
        "order__number",
        "movement",
        "export_clearance",
        "import_clearance",
        "held",
        "last_mile_number",
    )
    mine = list(rows.select_related("order").only(*fields))
    journeys: dict[int, PublicJourney] = {}
    if len(mine) <= ESTIMATED:
        journeys = journeys_of([row.pk for row in mine], at=at)
    for row in mine:
        found[row.seller_id][row.pk] = _standing(row, journeys.get(row.pk))
    return found


def _standing(row: Parcel, journey: PublicJourney | None) -> Shape:
    flag = flag_of(row)
    return {
        "number": row.number,
        "order": row.order.number,
        "movement": row.movement,
        "export_clearance": row.export_clearance,
        "import_clearance": row.import_clearance,
        "stage": stage_of(row).value,
        "flag": flag.value,
        "last_mile_number": row.last_mile_number or None,
        "tracking_url": f"{settings.PUBLIC_URL}/track/{row.number}/",
        **({"estimate": _estimate(journey)} if journey else {}),
    }


def _estimate(journey: PublicJourney) -> dict[str, str] | None:
    """The days of delivery on the clock of the buyer's place, as the tracking API tells them."""
    if journey.window is None:
        return None
    window = local(journey.window, journey.zone)
    return {
        "earliest": window.earliest.isoformat(timespec="seconds"),
        "latest": window.latest.isoformat(timespec="seconds"),
    }


def _seen(news: OutboxEvent, chunks: Sequence[Chunk]) -> dict[int, Seen]:
    """By parcel or container, the place and the record of what happened to it."""
    if news.subject == "order":
        return {}
    code, name = news.topic.partition(".")[2], f"{news.subject}_id"
    pks = {pk for chunk in chunks for pk in chunk.news.subject_ids}
    rows = Event.objects.filter(**{f"{name}__in": pks}, code=code).order_by("recorded_at", "pk")
    told = rows.values_list(name, "place", "recorded_at")
    return {pk: (place, recorded) for pk, place, recorded in told}


def _messages(
    hook: Webhook, chunk: Chunk, known: dict[int, Shape], seen: dict[int, Seen], at: datetime
) -> Iterator[Delivery]:
    """A seller's messages of a chunk, each naming up to NAMED parcels or orders."""
    mine = [pk for pk in chunk.subjects if pk in known]
    for part, begins in enumerate(range(0, len(mine), NAMED)):
        named = mine[begins : begins + NAMED]
        data = _data(chunk.news, named, known, seen)
        news = chunk.news
        yield Delivery(
            webhook=hook,
            message_id=f"msg_{news.pk}_{news.cursor}" + (f"_{part}" if part else ""),
            topic=news.topic,
            payload={"type": news.topic, "timestamp": data["happened_at"], "data": data},
            next_try_at=at,
            created_at=at,
        )


def _data(
    news: OutboxEvent, named: Sequence[int], known: dict[int, Shape], seen: dict[int, Seen]
) -> Shape:
    """What happened to these, in the shape that `notifications.topics` tells."""
    is_order = news.subject == "order"
    moments = dict(zip(news.subject_ids, news.moments, strict=False))
    of_all = None if news.subject in ("order", "parcel") else seen.get(news.subject_ids[0])
    rows, known_at, latest = [], [], []
    for pk in named:
        happened = moments.get(pk, news.happened_at)
        place, recorded = of_all or seen.get(pk) or ("", news.happened_at)
        where = {} if is_order else {"place": place or None}
        rows.append({**known[pk], "happened_at": happened.isoformat(), **where})
        known_at.append(recorded)
        latest.append(happened)
    return {
        "subject": news.subject,
        "code": news.topic.partition(".")[2],
        "happened_at": max(latest).isoformat(),
        "recorded_at": max(known_at).isoformat(),
        "detail": news.detail,
        "count": len(named),
        "orders" if is_order else "parcels": rows,
    }
