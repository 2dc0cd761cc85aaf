"""Letters say what is still so; webhooks say when it happened and how the parcel stands now."""

from datetime import timedelta

import pytest
from django.core import mail

from shipments.actor import system
from shipments.notifications.dispatch import publish_news
from shipments.notifications.letters import NOTICE_STAGES
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.notifications.overtaken import overtaken
from shipments.notifications.topics import DATA, OF_A_PARCEL, TOPICS
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.codes import CODES
from tests.world import NOON

BY = system("test")
HOUR = timedelta(hours=1)


@pytest.fixture
def parcel(make_parcels):
    return make_parcels(1)[0]


def happen(parcel, *told: tuple[str, float], heard: float) -> None:
    """Codes with the hour of each, all heard in one hour."""
    record_events(
        [
            NewEvent("parcel", parcel.pk, code, NOON + hour * HOUR, "t", f"{code}-{hour}")
            for code, hour in told
        ],
        at=NOON + heard * HOUR,
    )


def letters(at: float = 99) -> list[str]:
    """The stages of the letters that go out at an hour."""
    mail.outbox.clear()
    publish_news(at=NOON + at * HOUR)
    notices = claim_notices(at=NOON + at * HOUR)
    send_notices(notices, by=BY, at=NOON + at * HOUR)
    assert len(mail.outbox) == len(notices)
    return [notice.stage for notice in notices]


def test_no_letter_tells_what_came_before_the_delivery(parcel):
    """Field case T02: "ready for pickup" came after "delivered", and went out by mail."""
    happen(parcel, ("departed", 1), ("handed_over", 20), ("delivered", 30), heard=31)
    assert letters() == ["delivered"]

    happen(parcel, ("out_for_delivery", 28), ("ready_for_pickup", 29), heard=40)

    assert letters() == []


def test_a_letter_that_waits_is_dropped_once_it_is_overtaken(parcel):
    happen(parcel, ("departed", 1), ("ready_for_pickup", 20), heard=21)
    publish_news(at=NOON + 21 * HOUR)
    happen(parcel, ("delivered", 22), heard=23)

    assert letters() == ["delivered"]
    statuses = dict(BuyerNotice.objects.values_list("stage", "status"))
    assert statuses == {"ready_for_pickup": "overtaken", "delivered": "sent"}


@pytest.mark.parametrize(
    ("told", "stages"),
    [
        (["lost", "delivered"], ["delivered"]),
        (["delivered", "lost"], ["delivered"]),
        (["handed_over", "returning", "returned"], ["returned"]),
        (["import_presented", "duty_due", "duty_paid"], []),
        (["import_presented", "documents_required", "import_released"], []),
        (["delivered", "delivery_withdrawn"], []),
        (["created", "packed"], ["accepted"]),
        (["created", "packed", "departed", "arrived"], ["in_russia"]),
    ],
)
def test_of_a_history_heard_at_once_only_what_is_still_so_is_told(parcel, told, stages):
    happen(parcel, *((code, n) for n, code in enumerate(told)), heard=20)

    assert sorted(letters()) == sorted(stages)


def test_every_stage_of_a_letter_can_be_overtaken():
    assert all(overtaken(stage) for stage in NOTICE_STAGES.values())


def test_a_webhook_says_when_it_happened_and_how_the_parcel_stands_now(make_parcels):
    first, second = make_parcels(2)
    Webhook.objects.create(
        seller_id=first.seller_id,
        url="https://s.example/",
        secret="x",
        topics=["parcel.handed_over"],
    )
    at = NOON + 40 * HOUR
    record_events(
        [
            NewEvent("parcel", p.pk, "handed_over", NOON + n * HOUR, "t", "h")
            for n, p in ((20, first), (21, second))
        ],
        at=at,
    )
    happen(first, ("delivered", 30), heard=40)

    publish_news(at=at)

    data = Delivery.objects.get().payload["data"]
    told = data.pop("parcels")
    assert data == {
        "subject": "parcel",
        "code": "handed_over",
        "detail": {},
        "count": 2,
        "happened_at": (NOON + 21 * HOUR).isoformat(),
        "recorded_at": at.isoformat(),
    }
    assert told[0] == {
        "number": first.number,
        "order": first.order.number,
        "place": None,
        "happened_at": (NOON + 20 * HOUR).isoformat(),
        "movement": "delivered",
        "export_clearance": "not_filed",
        "import_clearance": "not_filed",
        "stage": "delivered",
        "flag": "",
        "last_mile_number": None,
        "estimate": None,
        "tracking_url": f"http://127.0.0.1:8000/track/{first.number}/",
    }
    assert (told[1]["number"], told[1]["movement"]) == (second.number, "handed_over")
    assert set(told[1]) == {field.name for field in OF_A_PARCEL}
    assert {*data, "parcels"} == {field.name for field in DATA} - {"orders"}


def test_what_another_had_told_already_is_no_news(parcel):
    Webhook.objects.create(seller_id=parcel.seller_id, url="https://s.example/", secret="x")
    happen(parcel, ("departed", 1), ("arrived", 8), heard=9)
    happen(parcel, ("arrived", 8.5), heard=9)

    publish_news(at=NOON + 10 * HOUR)

    topics = Delivery.objects.order_by("topic").values_list("topic", flat=True)
    assert list(topics) == ["parcel.arrived", "parcel.departed"]


def test_every_event_that_is_told_has_its_topic_and_every_topic_its_event():
    told = {code.code for code in CODES.values() if code.news}

    assert {one.code for one in TOPICS.values() if one.subject == "parcel"} == told
    assert {one.code for one in TOPICS.values() if one.subject != "order"} == told


def test_a_letter_a_day_the_last_of_them_unless_its_reader_must_act(parcel):
    told = [("created", 0), ("departed", 1), ("arrived", 9), ("duty_due", 10)]
    days = []
    for code, hour in told:
        happen(parcel, (code, hour), heard=hour)
        days.append(letters(at=hour))
    assert days == [["accepted"], [], [], ["duty_due"]]

    happen(parcel, ("duty_paid", 23), ("handed_over", 23.5), heard=23.5)
    assert (letters(at=23.9), letters(at=24)) == ([], ["last_mile"])
    statuses = dict(BuyerNotice.objects.values_list("stage", "status"))
    assert statuses["in_flight"] == statuses["in_russia"] == "overtaken"
    happen(parcel, ("delivered", 30), heard=30)
    assert (letters(at=30), letters(at=48)) == ([], ["delivered"])
