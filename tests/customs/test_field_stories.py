"""Stories that people of this trade suffered from (shared field cases T01-T06, T10, O15)."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.core import mail

from customs.reference import load_reference_data
from shipments.actor import Actor, Role, system
from shipments.api.events import read_events
from shipments.carriers.reading import read_message
from shipments.cases.actions import close_moved_cases, open_stuck_cases
from shipments.cases.doubtful import open_doubtful_cases
from shipments.cases.models import Case
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.audit import parcel_differences
from shipments.tracking.intake import Accepted, accept_events
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.queries import story
from tests.shared_data import shared_file
from tests.world import NOON

BY = system("test")
NOW = NOON + timedelta(hours=100)


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    """Landed in Yekaterinburg; its seller's webhook hears everything."""
    load_reference_data()
    [parcel] = make_parcels(1)
    happen([parcel], "packed", "departed", "arrived")
    told()
    return parcel


def filled(name: str, parcel: Parcel, now: datetime = NOW) -> str:
    """A field case with the parcel's number, and its moments so many hours after noon."""
    text = shared_file(f"data/field_cases/{name}").read_text()
    text = text.replace("{NUMBER}", parcel.number)
    text = re.sub(r"\{T\+([\d.]+) after now\}", lambda m: _moment(now, m[1]), text)
    return re.sub(r"\{T\+([\d.]+)\}", lambda m: _moment(NOON, m[1]), text)


def _moment(start: datetime, hours: str) -> str:
    return (start + timedelta(hours=float(hours))).isoformat("T", "milliseconds")


def post(name: str, parcel: Parcel) -> Accepted:
    return read_message(content=filled(name, parcel).encode(), by=BY, at=NOW)[1]


def send(body: dict, by: Actor = BY) -> Accepted:
    good, _places, refused = read_events(body["events"], "own")
    assert refused == []
    return accept_events(good, by=by, at=NOW, source="post")


def told() -> list[str]:
    """The subjects of the letters that go out now, a day after those before."""
    mail.outbox.clear()
    BuyerNotice.objects.filter(status="sent").update(sent_at=NOW - timedelta(days=1))
    publish_news(at=NOW)
    send_notices(claim_notices(at=NOW), by=BY, at=NOW)
    return [letter.subject.partition(": ")[2] for letter in mail.outbox]


def standing(parcel: Parcel) -> tuple[str, str]:
    parcel.refresh_from_db()
    parcel.order.refresh_from_db()
    assert parcel_differences() == (1, [])
    return parcel.movement, parcel.order.status


def doubts() -> list[str]:
    return list(UnmappedEvent.objects.order_by("happened_at").values_list("doubt", flat=True))


def test_delivered_stays_so_though_out_for_delivery_came_later(parcel):
    """T01"""
    body = json.loads(
        filled("t01-delivered-five-minutes-before-out-for-delivery.events.json", parcel)
    )

    assert send(body).accepted == 3
    assert standing(parcel) == ("delivered", "delivered")


def test_no_letter_follows_the_delivery_and_webhooks_say_how_it_stands(parcel):
    """T02"""
    Webhook.objects.create(seller_id=parcel.seller_id, url="https://s.example/", secret="x")
    body = json.loads(filled("t02-late-news-after-delivery-sends-no-letter.events.json", parcel))
    send(body["first"])
    assert told() == ["Вручено получателю"]

    assert send(body["then"]).accepted == 2

    assert told() == []
    last = Delivery.objects.get(topic="parcel.ready_for_pickup").payload["data"]
    [present_parcels] = last["parcels"]
    assert (present_parcels["number"], present_parcels["movement"]) == (parcel.number, "delivered")
    assert present_parcels["happened_at"] == (NOON + timedelta(hours=29)).isoformat()


def test_on_its_way_back_nothing_waits_for_the_buyer(parcel):
    """T03"""
    answer = post(
        "t03-on-the-way-back-nothing-waits-for-the-buyer.russian_post.template.xml", parcel
    )

    assert (answer.accepted, answer.doubtful) == (5, 2)
    assert standing(parcel) == ("returning", "shipped")
    assert doubts() == ["returning", "returning"]
    assert told() == ["Возвращается отправителю"]
    lines = [line.code for line in story(parcel)]
    assert "delivered" not in lines
    assert lines.count("ready_for_pickup") == 1, "the one before it turned back"


def test_a_history_of_the_number_a_year_ago_moves_nothing(parcel):
    """T04"""
    answer = post("t04-history-of-the-number-a-year-ago.russian_post.template.xml", parcel)

    assert (answer.accepted, answer.doubtful) == (0, 3)
    assert standing(parcel)[0] == "arrived"
    assert set(doubts()) == {"older"}
    assert told() == []
    assert all(line.happened_at.year == 2026 for line in story(parcel))


def test_what_was_given_up_as_lost_is_delivered_and_its_case_closes(parcel, happen):
    """T05"""
    happen([parcel], "lost", at=NOON + timedelta(hours=29))
    open_stuck_cases(by=BY, at=NOON + timedelta(hours=29))
    told()

    answer = post("t05-lost-and-then-delivered.russian_post.template.xml", parcel)

    assert answer.refused == []
    assert standing(parcel) == ("delivered", "delivered")
    assert told() == ["Вручено получателю"]
    close_moved_cases(by=BY, at=NOW)
    assert Case.objects.get(kind="lost").status == "closed"


def test_a_clock_eight_hours_ahead_is_refused(parcel):
    """T06"""
    body = json.loads(filled("t06-eight-hours-ahead.events.json", parcel))

    assert [code for _, code, _ in send(body).refused] == ["in_the_future"]
    assert standing(parcel)[0] == "arrived"


def test_two_operations_of_one_second_are_both_kept(parcel):
    """T10"""
    answer = post("t10-two-operations-of-one-second.russian_post.template.xml", parcel)

    assert (answer.accepted, answer.doubtful) == (3, 0)
    assert standing(parcel)[0] == "out_for_delivery"


def test_scans_of_a_cancelled_parcel_are_a_case_and_told_to_nobody(make_parcels, happen):
    """O15"""
    load_reference_data()
    [parcel] = make_parcels(1)
    happen([parcel], "packed", "cancelled")
    told()
    body = json.loads(filled("o15-scans-of-a-cancelled-parcel.events.json", parcel))

    answer = send(body)
    open_doubtful_cases(by=BY, at=NOW)

    assert (answer.accepted, answer.doubtful) == (0, 4)
    assert standing(parcel) == ("cancelled", "cancelled")
    assert told() == []
    case = Case.objects.get()
    assert (case.kind, list(case.parcels.all())) == ("doubtful", [parcel])
    assert "cancelled" in str(case.note)


def test_a_packed_parcel_that_never_left_is_a_case_when_it_is_delivered(make_parcels, happen):
    """O15, the other half."""
    load_reference_data()
    [parcel] = make_parcels(1)
    happen([parcel], "packed")
    told()
    courier = Partner.objects.get(code="cdek")
    by = Actor("cdek", frozenset({Role.PARTNER}), partner_id=courier.pk)
    event = {
        "subject": f"parcel:{parcel.number}",
        "code": "delivered",
        "source_ref": "r",
        "happened_at": (NOON + timedelta(hours=40)).isoformat(),
    }

    send({"events": [event]}, by=by)
    open_doubtful_cases(by=BY, at=NOW)

    assert standing(parcel) == ("packed", "packed")
    assert told() == []
    assert Case.objects.get().cause == f"never_left:parcel:{parcel.number}"
