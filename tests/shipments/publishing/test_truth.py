"""Letters say what is still so; webhooks say when it happened and how the parcel stands now."""

from datetime import timedelta

import pytest
from django.core import mail

from shipments.actor import system
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.publishing.actions import NOTICE_STAGES, publish_news
from shipments.publishing.mails import claim_notices, send_notices
from shipments.publishing.truth import overtaken
from shipments.tracking.actions import NewEvent, record_events
from tests.world import NOON

BY = system("test")
HOUR = timedelta(hours=1)


@pytest.fixture
def parcel(make_parcels):
    return make_parcels(1)[0]


def happen(parcel, *told: tuple[str, float], heard: float) -> None:
    """Codes with the hour of each, all heard in one hour."""
    record_events(
        [NewEvent("parcel", parcel.pk, code, NOON + hour * HOUR, "t", f"{code}-{hour}")
         for code, hour in told], at=NOON + heard * HOUR,
    )  # fmt: skip


def letters() -> list[str]:
    """The stages of the letters that go out now."""
    mail.outbox.clear()
    publish_news(at=NOON + 99 * HOUR)
    notices = claim_notices(at=NOON + 99 * HOUR)
    send_notices(notices, by=BY, at=NOON + 99 * HOUR)
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
        (["import_presented", "duty_due", "duty_paid"], ["import_customs"]),
        (["import_presented", "documents_required", "import_released"], ["import_customs"]),
        (["delivered", "delivery_withdrawn"], []),
        (["created", "packed"], ["accepted", "at_harbin"]),
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
        [NewEvent("parcel", p.pk, "handed_over", NOON + n * HOUR, "t", "h")
         for n, p in ((20, first), (21, second))], at=at,
    )  # fmt: skip
    happen(first, ("delivered", 30), heard=40)

    publish_news(at=at)

    data = Delivery.objects.get().payload["data"]
    assert data == {
        "parcels": [first.number, second.number],
        "count": 2,
        "happened_at": {
            first.number: (NOON + 20 * HOUR).isoformat(),
            second.number: (NOON + 21 * HOUR).isoformat(),
        },
        "status": {first.number: "delivered", second.number: "handed_over"},
    }
