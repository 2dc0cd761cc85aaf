"""A letter when the days move later by a day or more: once for each move, and to who wants it."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from shipments.actor import system
from shipments.consolidation.actions import (
    add_parcels,
    open_consolidation,
)
from shipments.consolidation.bags import make_bag
from shipments.consolidation.moving import move_bag
from shipments.consolidation.offloading import offload_bag
from shipments.containers.models import Consolidation
from shipments.flights.models import Flight, Leg
from shipments.journeys.queries import public_journey
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice, Subscription
from shipments.operations.departures import cancel_flight, delay_leg
from shipments.orders.models import Receiver
from shipments.outbox.actions import publish
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.tracking.actions import project_contents
from tests.world import NOON, close_sealed

BY = system("t")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EARLY = NOON


@pytest.fixture
def loaded(make_parcels, make_consolidation, happen) -> Consolidation:
    """Three parcels, each in its bag, on a flight in three days; told of to their buyers so far."""
    cache.clear()
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "export_released", at=EARLY)
    flight = make_consolidation().flight
    moved = {name: F(name) + 3 * DAY for name in ("planned_departure", "planned_arrival")}
    flight.legs.update(**moved)
    cutoffs = ("cargo_cutoff", "document_cutoff", "customs_cutoff")
    Flight.objects.update(**dict.fromkeys(cutoffs, NOON + 3 * DAY))
    opened = open_consolidation(flight=Flight.objects.get(), by=BY, at=EARLY)
    for parcel in parcels:
        make_bag(consolidation=opened, by=BY, at=EARLY)
        add_parcels(consolidation=opened, numbers=[parcel.number], by=BY, at=EARLY)
    publish_news(at=EARLY)
    BuyerNotice.objects.all().delete()
    return opened


def offload(parcel: Parcel, *, at: datetime) -> None:
    bag = parcel.containments.get(until=None).bag
    offload_bag(bag=bag, why="x", by=BY, at=at)


def delay(hours: float, *, at: datetime, reason: str = "Туман") -> None:
    leg = Leg.objects.order_by("pk").first()
    departure = leg.planned_departure + hours * HOUR
    delay_leg(leg=leg, departure=departure, reason=reason, by=BY, at=at)


def letters(at: datetime) -> list[mail.EmailMessage]:
    """All news so far goes out, a day after what went before; the letters that were sent."""
    mail.outbox.clear()
    BuyerNotice.objects.filter(status="sent").update(sent_at=at - DAY)
    publish_news(at=at)
    send_notices(claim_notices(at=at), by=BY, at=at)
    return list(mail.outbox)


def later_flight(after: Flight, hours: float) -> Flight:
    """The same flight once more, so many hours later."""
    leg = after.legs.get()
    gap = hours * HOUR
    found = Flight.objects.create(
        channel=after.channel,
        number="U6999",
        day=date(2026, 11, 20),
        aircraft=after.aircraft,
        cargo_cutoff=after.cargo_cutoff + gap,
        document_cutoff=after.document_cutoff + gap,
        customs_cutoff=after.customs_cutoff + gap,
    )
    Leg.objects.create(
        flight=found,
        origin=leg.origin,
        destination=leg.destination,
        planned_departure=leg.planned_departure + gap,
        planned_arrival=leg.planned_arrival + gap,
    )
    return found


def test_a_day_s_delay_is_one_letter_that_says_why_when_and_what_to_do(loaded):
    delay(30, at=EARLY + HOUR, reason="Туман.")

    sent = letters(EARLY + HOUR)

    parcel = Parcel.objects.order_by("pk").first()
    window = public_journey(parcel.number, at=EARLY + HOUR).window
    assert len(sent) == 3
    assert parcel.number in sent[0].subject
    assert "Рейс задерживается: Туман." in sent[0].body
    assert "Туман.." not in sent[0].body
    assert f"{window.latest.day} ноября" in sent[0].body
    assert "Вам ничего не нужно делать" in sent[0].body
    assert f"/t/{parcel.token}/" in sent[0].body
    assert sent[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent[0].extra_headers["List-Unsubscribe"].strip("<>") in sent[0].body


@pytest.mark.parametrize("hours", [-30, 1, 23.9])
def test_less_than_a_day_is_no_letter(loaded, hours):
    delay(hours, at=EARLY + HOUR)

    assert letters(EARLY + HOUR) == []
    assert not BuyerNotice.objects.exists()


def test_the_same_move_is_told_once_and_a_further_day_again(loaded):
    told = []
    for n, hours in enumerate((20, 30, 30, 40, 28, 31, 60, 6)):
        at = EARLY + n * HOUR
        delay(hours, at=at)
        told.append(len(letters(at)))

    assert told == [0, 3, 0, 0, 0, 0, 3, 0]


def test_who_was_loaded_when_the_delay_was_known_hears_of_what_comes_on_top(
    loaded, make_parcels, happen
):
    delay(20, at=EARLY + HOUR)
    [new] = make_parcels(1)
    Parcel.objects.filter(pk=new.pk).update(number="LV777777770CN")
    happen([new], "created", "packed", "export_released", at=EARLY)
    at = EARLY + 2 * HOUR
    add_parcels(consolidation=loaded, numbers=["LV777777770CN"], by=BY, at=at)
    letters(at)

    delay(30, at=EARLY + 3 * HOUR)
    assert len(letters(EARLY + 3 * HOUR)) == 3
    delay(44, at=EARLY + 4 * HOUR)
    assert ["LV777777770CN" in one.subject for one in letters(EARLY + 4 * HOUR)] == [True]


def test_a_subscriber_reads_it_in_her_language_and_who_ended_it_nothing(loaded):
    Receiver.objects.update(email="")
    first, second, _third = Parcel.objects.order_by("pk")
    for n, (parcel, ended) in enumerate([(first, None), (second, NOON)]):
        Subscription.objects.create(
            parcel=parcel,
            email=f"o{n}@example.ru",
            language="zh-hans",
            token=f"t{n}",
            created_at=EARLY,
            confirmed_at=EARLY,
            ended_at=ended,
        )

    delay(30, at=EARLY + HOUR)
    [letter] = letters(EARLY + HOUR)

    assert letter.to == ["o0@example.ru"]
    assert "航班延误" in letter.body
    assert "/news/t0/stop/" in letter.body


def test_a_cancelled_flight_is_told_with_the_days_of_the_next_one(loaded):
    later_flight(loaded.flight, 48)
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    before = public_journey("LV000000000CN", at=EARLY).window

    at = EARLY + HOUR
    cancel_flight(flight=loaded.flight, reason="Самолёт", by=BY, at=at)
    sent = letters(at)

    after = public_journey("LV000000000CN", at=at).window
    assert after.latest - before.latest == 2 * DAY
    assert len(sent) == 3
    assert "Рейс отменён, ждёт другого" in sent[0].body
    assert f"{after.latest.day} ноября" in sent[0].body


def test_offloaded_parcels_are_told_only_where_the_next_flight_is_a_day_away(loaded):
    first, second, _third = Parcel.objects.order_by("pk")
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    near = later_flight(loaded.flight, 12)
    offload(first, at=EARLY + HOUR)
    assert letters(EARLY + HOUR) == []

    near.delete()
    later_flight(loaded.flight, 24)
    offload(second, at=EARLY + 2 * HOUR)
    assert [second.number in one.subject for one in letters(EARLY + 2 * HOUR)] == [True]


def test_parcels_left_behind_at_two_moments_and_told_of_together_are_both_told(loaded):
    first, second, _third = Parcel.objects.order_by("pk")
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    later_flight(loaded.flight, 24)
    OutboxEvent.objects.all().delete()
    for parcel, moment in ((first, EARLY + HOUR), (second, EARLY + 2 * HOUR)):
        offload(parcel, at=moment)
        OutboxEvent.objects.filter(subject="bag").delete()
        publish("parcel.offloaded", subject="parcel", ids=[parcel.pk], at=moment)

    sent = {one.subject.split()[1] for one in letters(EARLY + 2 * HOUR)}
    assert sent == {first.number, second.number}


def test_without_a_known_next_flight_nothing_is_promised_by_letter(loaded):
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    cancel_flight(flight=loaded.flight, reason="x", by=BY, at=EARLY + HOUR)

    assert letters(EARLY + HOUR) == []


@pytest.mark.parametrize("action", ["delay", "cancel"])
def test_many_parcels_take_as_many_queries_as_one(loaded, action):
    later_flight(loaded.flight, 48)
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    first, *others = Parcel.objects.order_by("pk")

    def counted(hours: int) -> int:
        delay(hours, at=EARLY + hours * HOUR)
        project_contents(at=EARLY + hours * HOUR)
        with CaptureQueriesContext(connection) as seen:
            publish_news(at=EARLY + hours * HOUR)
        return len(seen)

    if action == "delay":
        for_three = counted(30)
        for other in others:
            offload(other, at=EARLY + 31 * HOUR)
        publish_news(at=EARLY + 31 * HOUR)
        for_one = counted(60)
        assert BuyerNotice.objects.filter(parcel=first).count() == 2
        assert for_one == for_three
    else:
        cancel_flight(flight=loaded.flight, reason="x", by=BY, at=EARLY + HOUR)
        project_contents(at=EARLY + HOUR)
        with CaptureQueriesContext(connection) as seen:
            publish_news(at=EARLY + HOUR)
        assert BuyerNotice.objects.count() == 3
        assert len(seen) <= 22


@pytest.mark.parametrize(("hours", "told"), [(12, 0), (48, 3)])
def test_a_bag_moved_to_a_later_flight_is_told_where_that_is_a_day_away(loaded, hours, told):
    target = open_consolidation(flight=later_flight(loaded.flight, hours), by=BY, at=EARLY)
    close_sealed(consolidation=loaded, by=BY, at=EARLY)
    at = EARLY + HOUR
    for bag in list(loaded.bags.all()):
        move_bag(bag=bag, to=target, by=BY, at=at)

    sent = letters(at)

    assert len(sent) == told
    assert not any("262-" in one.body or "moved to" in one.body for one in sent)
    assert public_journey("LV000000000CN", at=at).situation == "rebooked"
