"""Doubtful events become one case a flight or a message, and close it when they are judged."""

from datetime import timedelta

import pytest

from shipments.actor import Actor, Role, system
from shipments.cases.actions import close_cases
from shipments.cases.doubtful import events_of_case, judge_events, open_doubtful_cases
from shipments.cases.models import Case
from shipments.containers import contents
from shipments.parcels.models import Parcel
from shipments.parties.models import Partner
from shipments.tracking.intake import accept_events, follow_doubts
from shipments.tracking.models import Event, UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

HOUR = timedelta(hours=1)
NOW = NOON + 100 * HOUR
BY = system("test")


def say(parcels: list[Parcel], code: str, hour: float = 40, who: str = "post") -> None:
    found = Partner.objects.get(code=who)
    by = Actor(who, frozenset({Role.PARTNER}), partner_id=found.pk)
    told = [
        RawEvent(f"parcel:{p.number}", "own", code, NOON + hour * HOUR, f"{code}-{hour}")
        for p in parcels
    ]
    accept_events(told, by=by, at=NOW)


def opened() -> list[Case]:
    open_doubtful_cases(by=BY, at=NOW)
    return list(Case.objects.filter(status="open").order_by("pk"))


def test_parcels_of_one_flight_are_one_case_whatever_the_messages(make_parcels, consolidation):
    parcels = make_parcels(3)
    contents.put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    say(parcels[:2], "delivered")
    [first] = opened()
    say(parcels[2:], "handed_over", 30)

    [case] = opened()

    assert (case.pk, case.about, case.owner) == (first.pk, "U6999 04.11.2026", "planner")
    assert case.parcels.count() == 3
    assert len(events_of_case(case)) == 3


def test_one_message_about_many_parcels_is_one_case_of_the_partner(make_parcels):
    say(make_parcels(3), "delivered")

    [case] = opened()

    assert (case.about, case.parcels.count()) == ("post", 3)


def test_what_concerns_a_parcel_alone_is_a_case_of_its_own(make_parcels, happen):
    parcels = make_parcels(2)
    happen(parcels, "departed", "delivered")
    say(parcels, "returned")

    assert [list(case.parcels.all()) for case in opened()] == [[one] for one in parcels]


def test_a_release_of_what_is_in_no_registry_is_for_the_customs_desk(make_parcels, happen):
    parcels = make_parcels(1)
    happen(parcels, "departed", "arrived")
    say(parcels, "import_released", who="broker")

    [case] = opened()

    assert (case.owner, case.kind) == ("customs", "doubtful")


def test_the_case_is_opened_once_and_closes_when_later_news_explains_all(make_parcels, happen):
    parcels = make_parcels(2)
    say(parcels, "delivered")
    assert [case.pk for case in opened()] == [case.pk for case in opened()]

    happen(parcels, "departed", at=NOON + HOUR)
    follow_doubts(at=NOW)

    assert opened() == []
    assert set(Parcel.objects.values_list("movement", flat=True)) == {"delivered"}


def test_a_case_closes_once_a_person_has_judged_its_last_event(make_parcels, pavel):
    parcels = make_parcels(2)
    say(parcels, "delivered")
    [case] = opened()
    first, second = events_of_case(case)
    strange = UnmappedEvent(pk=second.pk, case_id=None)

    assert judge_events(case=case, events=[strange], accept=True, why="", by=pavel, at=NOW) == 0
    assert judge_events(case=case, events=[first], accept=True, why="", by=pavel, at=NOW) == 1
    case.refresh_from_db()
    assert case.status == "open"
    assert judge_events(case=case, events=[second], accept=False, why="no", by=pavel, at=NOW) == 1

    case.refresh_from_db()
    assert case.status == "closed"
    assert list(Parcel.objects.order_by("pk").values_list("movement", flat=True)) == [
        "delivered",
        "created",
    ]


def test_who_closes_the_case_dismisses_what_waits_in_it(make_parcels, pavel):
    say(make_parcels(2), "delivered")
    [case] = opened()

    close_cases(cases=[case], by=pavel, at=NOW, note="a test of the post")

    kept = set(UnmappedEvent.objects.values_list("outcome", "resolved_by", "why"))
    assert kept == {("dismissed", "pavel", "a test of the post")}
    assert opened() == []
    assert not Event.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_container_has_a_case_without_parcels(consolidation, count):
    found = Partner.objects.get(code="airline")
    by = Actor("airline", frozenset({Role.PARTNER}), partner_id=found.pk)
    subject = f"consolidation:{consolidation.mawb}"
    for n in range(count):
        told = RawEvent(subject, "own", "arrived", NOON + n * HOUR, f"a{n}")
        accept_events([told], by=by, at=NOW)

    [case] = opened()

    assert (case.about, case.parcels.count()) == (consolidation.mawb, 0)
