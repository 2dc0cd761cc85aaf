"""What cannot be is kept, told to nobody, and judged by a person; later news may explain it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shipments.actor import Actor, Role
from shipments.containers import contents
from shipments.errors import BadInput, NotAllowed
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.audit import parcel_differences
from shipments.tracking.doubts import accept_doubtful, dismiss_doubtful
from shipments.tracking.intake import accept_events, follow_doubts, map_code
from shipments.tracking.models import Event, UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

HOUR = timedelta(hours=1)
NOW = NOON + 100 * HOUR


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    """Packed in Harbin, and there it lies."""
    parcels = make_parcels(1)
    happen(parcels, "packed")
    return parcels[0]


def partner(code: str) -> Actor:
    found = Partner.objects.get(code=code)
    return Actor(code, frozenset({Role.PARTNER}), partner_id=found.pk)


def raw(subject: str, code: str, hour: float, scheme: str = "own") -> RawEvent:
    return RawEvent(
        subject, scheme, code, NOON + hour * HOUR, f"{code}-{hour}", "620014", "Слова почты"
    )


def say(parcel: Parcel, *told: tuple[str, float], who: str = "post"):
    events = [raw(f"parcel:{parcel.number}", code, hour) for code, hour in told]
    return accept_events(events, by=partner(who), at=NOW)


def movement(parcel: Parcel) -> str:
    parcel.refresh_from_db()
    return parcel.movement


def waiting() -> list[tuple[str, str]]:
    rows = UnmappedEvent.objects.filter(resolved_at__isnull=True).order_by("pk")
    return list(rows.values_list("raw_code", "doubt"))


def test_a_parcel_that_never_left_is_not_delivered(parcel):
    answer = say(parcel, ("delivered", 40))

    assert (answer.accepted, answer.doubtful, answer.unknown) == (0, 1, 0)
    assert movement(parcel) == "packed"
    assert waiting() == [("delivered", "never_left")]
    assert not OutboxEvent.objects.filter(topic="parcel.delivered").exists()
    assert not Event.objects.filter(code="delivered").exists()


def test_the_same_doubtful_event_is_kept_once_however_often_it_comes(parcel):
    for _ in range(3):
        assert say(parcel, ("delivered", 40)).doubtful == 1

    assert len(waiting()) == 1


def test_later_news_of_a_partner_explains_what_was_doubtful(parcel):
    say(parcel, ("handed_over", 20), ("delivered", 40))

    answer = say(parcel, ("departed", 5), who="airline")

    assert answer.accepted == 1
    assert waiting() == []
    assert movement(parcel) == "delivered"
    assert set(UnmappedEvent.objects.values_list("outcome", "resolved_by")) == {
        ("recorded", "later news")
    }
    assert parcel_differences() == (1, [])


def test_our_own_news_explains_it_too(parcel, happen):
    say(parcel, ("delivered", 40))
    assert follow_doubts(at=NOW) == 0

    happen([parcel], "departed", at=NOON + 5 * HOUR)

    assert follow_doubts(at=NOW) == 1
    assert movement(parcel) == "delivered"


def test_one_doubtful_event_harms_no_other(make_parcels, happen):
    first, second = make_parcels(2)
    happen([second], "departed", "arrived")
    told = [
        raw(f"parcel:{first.number}", "delivered", 40),
        raw(f"parcel:{second.number}", "handed_over", 20),
        raw("parcel:NOBODY", "handed_over", 20),
    ]

    answer = accept_events(told, by=partner("post"), at=NOW)

    assert (answer.accepted, answer.doubts) == (1, [(0, "never_left")])
    assert [index for index, *_ in answer.refused] == [2]
    assert (movement(first), movement(second)) == ("created", "handed_over")


def test_a_person_accepts_it_all_the_same_and_his_name_stays_with_it(parcel, pavel):
    say(parcel, ("delivered", 40))
    rows = list(UnmappedEvent.objects.all())

    assert accept_doubtful(rows=rows, why="the buyer called", by=pavel, at=NOW) == 1
    assert accept_doubtful(rows=rows, why="again", by=pavel, at=NOW) == 0

    event = Event.objects.get(code="delivered")
    assert event.detail["accepted_by"] == "pavel"
    assert (event.source, event.happened_at) == ("post", NOON + 40 * HOUR)
    assert movement(parcel) == "delivered"
    assert say(parcel, ("delivered", 40)).repeated == 1


def test_a_person_dismisses_it_with_a_reason_and_it_stays_so(parcel, pavel, happen):
    say(parcel, ("delivered", 40))
    rows = list(UnmappedEvent.objects.all())
    with pytest.raises(BadInput):
        dismiss_doubtful(rows=rows, why=" ", by=pavel, at=NOW)
    assert waiting() == [("delivered", "never_left")]

    assert dismiss_doubtful(rows=rows, why="another parcel", by=pavel, at=NOW) == 1

    kept = UnmappedEvent.objects.get()
    assert (kept.outcome, kept.resolved_by, kept.why) == ("dismissed", "pavel", "another parcel")
    assert say(parcel, ("delivered", 40)).repeated == 1
    happen([parcel], "departed", at=NOON + 5 * HOUR)
    assert follow_doubts(at=NOW) == 0
    assert movement(parcel) == "departed"


def test_nobody_else_judges(parcel, anna, wei):
    say(parcel, ("delivered", 40))
    rows = list(UnmappedEvent.objects.all())

    for who in (anna, wei, partner("post")):
        with pytest.raises(NotAllowed):
            accept_doubtful(rows=rows, by=who, at=NOW)
        with pytest.raises(NotAllowed):
            dismiss_doubtful(rows=rows, why="x", by=who, at=NOW)
    assert movement(parcel) == "packed"


def test_a_code_that_is_explained_later_is_doubted_then(parcel, olga):
    accept_events([raw(f"parcel:{parcel.number}", "ZZZ", 40, "cdek")], by=partner("cdek"), at=NOW)

    answer = map_code(scheme="cdek", raw_code="ZZZ", code="delivered", by=olga, at=NOW)

    assert (answer.accepted, answer.doubtful) == (0, 1)
    assert waiting() == [("ZZZ", "never_left")]
    assert movement(parcel) == "packed"


def test_a_flight_that_has_not_departed_does_not_arrive_by_a_partner_s_word(
    make_parcels, consolidation
):
    parcels = make_parcels(2)
    contents.put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    subject = f"consolidation:{consolidation.mawb}"

    first = accept_events([raw(subject, "arrived", 9)], by=partner("airline"), at=NOW)
    second = accept_events([raw(subject, "departed", 5)], by=partner("airline"), at=NOW)

    assert (first.doubts, second.accepted) == ([(0, "never_left")], 1)
    codes = set(Event.objects.values_list("code", flat=True))
    assert codes == {"departed", "arrived"}


def test_a_departure_told_of_the_flight_counts_before_its_parcels_are_moved(
    make_parcels, consolidation
):
    parcels = make_parcels(1)
    contents.put([(parcels[0].pk, None, None)], consolidation_id=consolidation.pk, at=NOON)
    subject = f"consolidation:{consolidation.mawb}"
    accept_events([raw(subject, "departed", 5)], by=partner("airline"), at=NOW)

    assert movement(parcels[0]) == "created"
    assert say(parcels[0], ("handed_over", 20)).accepted == 1


def test_many_events_are_judged_in_few_queries(make_parcels, happen):
    parcels = make_parcels(40)
    happen(parcels, "departed")

    def queries(some: list[Parcel], hour: float) -> int:
        told = [raw(f"parcel:{p.number}", "handed_over", hour) for p in some]
        told += [raw(f"parcel:{p.number}", "returned", hour + 1) for p in some]
        told += [raw(f"parcel:{p.number}", "delivered", hour + 2) for p in some]
        with CaptureQueriesContext(connection) as taken:
            answer = accept_events(told, by=partner("post"), at=NOW)
        assert (answer.accepted, answer.doubtful) == (2 * len(some), len(some))
        return len(taken)

    queries(parcels[:1], 10)  # what a process asks once: codes and places

    assert queries(parcels[1:3], 20) == queries(parcels[3:], 30)
