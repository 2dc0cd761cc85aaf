"""Reads of flights and legs: what is coming, what is due."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from time import monotonic

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from shipments.actor import Actor
from shipments.errors import NotReady
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Place
from shipments.tenancy import within


def require_reference() -> None:
    """Raise NotReady, which says what to run, on a database that was only migrated."""
    if not Channel.objects.exists():
        raise NotReady


def flights_for(actor: Actor) -> QuerySet[Flight]:
    """Flights with their legs, next departures first; schedules are no secret to those we serve."""
    if not (actor.sees_all_sellers or actor.is_seller or actor.partner_id):
        return Flight.objects.none()
    rows = Flight.objects.select_related("channel__origin", "channel__destination", "aircraft")
    rows = within(rows, actor, channel="channel")
    return rows.prefetch_related("legs__origin", "legs__destination").order_by(
        "-cargo_cutoff", "-pk"
    )


def flight_by_number(actor: Actor, public_number: str) -> Flight | None:
    """The flight of a public number such as U6999-20260303, or None."""
    number, _, day = public_number.partition("-")
    if len(day) != 8 or not day.isdigit():
        return None
    iso = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    try:
        datetime.fromisoformat(iso)
    except ValueError:
        return None
    return flights_for(actor).filter(number=number, day=iso).first()


def flights_between(actor: Actor, first: date, last: date) -> QuerySet[Flight]:
    """Flights that leave on the local days from `first` to `last`, soonest first."""
    return flights_for(actor).filter(day__gte=first, day__lte=last).order_by("cargo_cutoff", "pk")


def flights_at_hand(actor: Actor, *, at: datetime, ahead: timedelta) -> QuerySet[Flight]:
    """Flights in the air, and those that leave within `ahead` or should have left; soonest first.

    What should have left more than three days ago is no more news of today.
    """
    first = Leg.objects.filter(sequence=1).annotate(
        best=Coalesce("estimated_departure", "planned_departure")
    )
    leaving = first.filter(
        status=Leg.Status.SCHEDULED, best__lte=at + ahead, best__gt=at - timedelta(days=3)
    )
    flying = Leg.objects.filter(status=Leg.Status.DEPARTED)
    rows = flights_for(actor).filter(
        Q(pk__in=leaving.values("flight")) | Q(pk__in=flying.values("flight"))
    )
    return rows.order_by("cargo_cutoff", "pk")


def coming_flights(*, after: datetime, before: datetime) -> QuerySet[Flight]:
    """Flights still to leave whose cargo cut-off lies in between and whose loading is open."""
    rows = Flight.objects.filter(cargo_cutoff__gt=after, cargo_cutoff__lte=before)
    rows = rows.filter(
        legs__sequence=1,
        legs__status=Leg.Status.SCHEDULED,
        channel__is_open=True,
        loading_closed_at__isnull=True,
    )
    return rows.select_related("channel", "aircraft").order_by("cargo_cutoff", "pk")


def next_flights(channel: Channel, *, after: datetime, limit: int) -> list[Flight]:
    """The next flights of a channel that still take cargo, with their legs, soonest first."""
    rows = Flight.objects.filter(
        channel=channel, cargo_cutoff__gt=after, loading_closed_at__isnull=True
    )
    rows = rows.filter(legs__sequence=1, legs__status=Leg.Status.SCHEDULED)
    rows = rows.select_related("channel__destination", "aircraft")
    return list(
        rows.prefetch_related("legs__origin", "legs__destination").order_by("cargo_cutoff", "pk")[
            :limit
        ]
    )


def legs_due_to_depart(at: datetime) -> QuerySet[Leg]:
    """Scheduled legs whose best known time of departure has come, oldest first."""
    best = Coalesce("estimated_departure", "planned_departure")
    rows = Leg.objects.filter(status=Leg.Status.SCHEDULED, planned_departure__lte=at)
    return rows.annotate(best=best).filter(best__lte=at).order_by("best", "pk")


def legs_due_to_arrive(at: datetime) -> QuerySet[Leg]:
    """Departed legs that should have arrived by now, oldest first."""
    best = Coalesce(
        "estimated_arrival", F("actual_departure") + (F("planned_arrival") - F("planned_departure"))
    )
    rows = Leg.objects.filter(status=Leg.Status.DEPARTED)
    return rows.annotate(best=best).filter(best__lte=at).order_by("best", "pk")


def channels() -> QuerySet[Channel]:
    return Channel.objects.select_related("origin", "destination").order_by("code")


def hubs() -> QuerySet[Place]:
    """Where open channels end."""
    ends = Channel.objects.filter(is_open=True).values("destination")
    return Place.objects.filter(pk__in=ends).order_by("code")


def channel_of_newest_flight() -> int | None:
    """The channel that a look at flights begins with, by its key."""
    return Flight.objects.order_by("-day", "-pk").values_list("channel_id", flat=True).first()


def aircraft_types() -> QuerySet[Aircraft]:
    return Aircraft.objects.order_by("code")


def known_places() -> dict[str, tuple[str, dict[str, str]]]:
    """Zone and names (zh, ru, en) by place code.

    Stories ask thousands of times, so a process keeps them for a second: what an administrator
    enters is known everywhere at once.
    """
    return _places(int(monotonic()))


@lru_cache(maxsize=1)
def _places(second: int) -> dict[str, tuple[str, dict[str, str]]]:
    return {
        place.code: (place.zone, {"zh": place.name_zh, "ru": place.name_ru, "en": place.name_en})
        for place in Place.objects.all()
    }


def forget_places() -> None:
    """Let the next reader ask the table again."""
    _places.cache_clear()
