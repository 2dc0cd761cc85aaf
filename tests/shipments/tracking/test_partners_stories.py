"""Random stories of partners: what cannot be is told to nobody, what is right comes in whole."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipments.actor import system
from shipments.notifications.dispatch import publish_news
from shipments.notifications.mails import claim_notices
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.fold import differing
from shipments.tracking.intake import accept_events, follow_doubts
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from shipments.tracking.queries import story
from tests.world import NOON

BY, HOUR = system("test"), timedelta(hours=1)
NOW = NOON + 100 * HOUR
SMALL = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

LANDED = {
    "arrived",
    "at_hub",
    "handed_over",
    "out_for_delivery",
    "ready_for_pickup",
    "delivered",
    "received_from_flight",
    "arrived_in_country",
    "delivery_failed",
    "storage_expiring",
    "import_presented",
    "import_released",
    "import_refused",
    "duty_due",
}
DECISIONS = {"import_released", "import_refused", "duty_due"}
TO_THE_BUYER = {"handed_over", "out_for_delivery", "ready_for_pickup", "delivered"}
ENDS = {"delivered", "returned", "destroyed"}
CODES = sorted(
    LANDED
    | ENDS
    | {"departed", "loaded", "offloaded", "returning", "lost", "import_pre_declared", "in_transit"}
)
PASTS = [
    (),
    ("packed",),
    ("packed", "departed"),
    ("packed", "cancelled"),
    ("departed", "arrived"),
    ("departed", "handed_over", "returning"),
    ("departed", "delivered"),
]

# An hour, or one of a year ago: the number is an old one's too.
hours = st.one_of(st.integers(10, 60), st.integers(10, 60), st.integers(-9000, -8900))
told = st.lists(st.tuples(st.sampled_from(CODES), hours), min_size=1, max_size=10)


def tell(parcel: Parcel, some: list[tuple[str, int]]):
    events = [
        RawEvent(f"parcel:{parcel.number}", "own", code, NOON + hour * HOUR, f"{code}{hour}")
        for code, hour in some
    ]
    answer = accept_events(events, by=BY, at=NOW, source="post")
    counted = answer.accepted + answer.repeated + answer.doubtful + len(answer.refused)
    assert counted + answer.unknown == len(some), "each event is accounted for"


def batches(data, some: list) -> list[list]:
    """The list in parts, in their order."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(some)), max_size=3)))
    return [
        part for a, b in zip([0, *cuts], [*cuts, len(some)], strict=True) if (part := some[a:b])
    ]


def heard(parcel: Parcel) -> set[str]:
    """All codes that anybody is told of: by story, letter or webhook."""
    publish_news(at=NOW)
    claim_notices(at=NOW)
    topics = Delivery.objects.filter(payload__data__parcels__contains=[{"number": parcel.number}])
    words = {topic.partition(".")[2] for topic in topics.values_list("topic", flat=True)}
    assert words <= {line.code for line in story(parcel)}
    return words


@pytest.fixture
def listening(make_parcels):
    """Parcels whose seller's webhook hears everything."""

    def make(past: tuple[str, ...]) -> Parcel:
        [parcel] = make_parcels(1)
        Webhook.objects.get_or_create(
            seller_id=parcel.seller_id, defaults={"url": "https://s.example/", "secret": "x"}
        )
        own = [
            NewEvent("parcel", parcel.pk, code, NOON + n * HOUR, "ours", code)
            for n, code in enumerate(past)
        ]
        record_events(own, at=NOON)
        publish_news(at=NOON)
        BuyerNotice.objects.all().delete()
        Delivery.objects.all().delete()
        OutboxEvent.objects.all().delete()
        return parcel

    return make


@SMALL
@given(past=st.sampled_from(PASTS), history=told, data=st.data())
def test_what_cannot_be_is_told_to_nobody(listening, past, history, data):
    parcel = listening(past)

    for part in batches(data, history):
        tell(parcel, part)
    follow_doubts(at=NOW)

    parcel.refresh_from_db()
    lines, codes = story(parcel), {line.code for line in story(parcel)}
    heard(parcel)
    waiting = BuyerNotice.objects.filter(parcel=parcel, status="waiting")
    letters = set(waiting.values_list("stage", flat=True))
    assert all(line.happened_at >= NOON - 24 * HOUR for line in lines)
    assert "departed" in codes or not codes & LANDED
    assert codes & {"import_pre_declared", "import_presented"} or not codes & DECISIONS
    assert len(codes & ENDS) <= 1, "one story has one end"
    if "cancelled" in past:
        assert (parcel.movement, codes & LANDED) == ("cancelled", set())
    if "delivered" in codes:
        assert "returning" not in codes
        assert parcel.movement == "delivered"
    if "returning" in past:
        late = {line.code for line in lines if line.happened_at > NOON + 2 * HOUR}
        assert not late & TO_THE_BUYER
    for end in (ENDS | {"lost", "returning"}) & letters:
        assert parcel.movement == end
    assert differing([parcel.pk]) == []


RIGHT = [
    ("departed", "arrived", "handed_over", "out_for_delivery", "delivered"),
    ("departed", "arrived", "handed_over", "ready_for_pickup", "returning", "returned"),
    ("departed", "arrived", "handed_over", "lost", "delivered"),
    (
        "departed",
        "import_pre_declared",
        "arrived",
        "import_presented",
        "import_released",
        "handed_over",
        "delivery_failed",
        "storage_expiring",
        "delivered",
    ),
    ("departed", "received_from_flight", "arrived_in_country", "handed_over", "destroyed"),
    ("departed", "arrived", "handed_over", "delivered", "delivery_withdrawn", "out_for_delivery"),
]


@SMALL
@given(codes=st.sampled_from(RIGHT), data=st.data())
def test_a_story_that_is_right_comes_in_whole_however_it_is_told(listening, codes, data):
    """Late, doubled, shuffled, in parts: nothing of it waits for a person in the end."""
    parcel = listening(("packed",))
    right = [(code, 10 + n) for n, code in enumerate(codes)]
    again = data.draw(st.lists(st.sampled_from(right), max_size=4))

    for part in batches(data, data.draw(st.permutations([*right, *again]))):
        tell(parcel, part)

    parcel.refresh_from_db()
    kept = UnmappedEvent.objects.filter(resolved_at__isnull=True, subject__endswith=parcel.number)
    assert not kept.exists()
    assert [line.code for line in story(parcel)] == ["packed", *codes]
    assert parcel.movement == codes[-1]
    assert differing([parcel.pk]) == []
