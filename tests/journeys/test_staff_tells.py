"""What staff say once reaches buyers: a delay, and what a partner's code means."""

from datetime import timedelta

import pytest

from shipments import clock
from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.parties.models import Partner
from shipments.tracking.actions import project_contents
from shipments.tracking.intake import accept_events
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = system("t")


def test_a_delayed_flight_reaches_a_buyer_s_page(
    sit_down, make_parcels, consolidation, happen, manner
):
    [parcel] = make_parcels(1)
    happen([parcel], "created", "packed", "export_filed", "export_released")
    flight = consolidation.flight
    flight.legs.update(
        planned_departure=clock.now() + timedelta(hours=20),
        planned_arrival=clock.now() + timedelta(hours=23),
    )
    opened = open_consolidation(flight=flight, by=BY, at=NOON)
    add_parcels(consolidation=opened, numbers=[parcel.number], by=BY, at=NOON)
    pavel, buyer = sit_down("pavel", roles=(Role.PLANNER,)), sit_down()
    buyer.go(f"/track/{parcel.number}/")
    before = buyer.text

    pavel.go(f"/staff/flights/{flight.public_number}/")
    pavel.click('a[href$="/delay/"]')
    pavel.page.select_option("[name=reason]", "weather")
    pavel.page.fill("[name=note]", "туман до полудня")
    later = flight.legs.get().planned_departure + timedelta(hours=14)
    pavel.page.fill("[name=departure]", f"{later + timedelta(hours=8):%Y-%m-%dT%H:%M}")
    pavel.click("main form[method=get] button")
    pavel.click("main form[method=post] button.main")
    project_contents(at=clock.now())

    buyer.go(f"/track/{parcel.number}/")
    weather = {"zh-hans": "天气不好", "ru": "плохая погода"}[manner[0]]
    assert weather not in before
    assert buyer.shows(weather)
    assert not buyer.shows("туман до полудня")


def test_a_lost_code_is_explained_once_and_all_that_waits_follows(
    sit_down, make_parcels, happen, manner
):
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "departed", "arrived", "at_hub", "handed_over")
    post = Partner.objects.get(code="post")
    raw = [
        RawEvent(f"parcel:{p.number}", "russian_post", "77/7", NOON, p.number, "620000")
        for p in parcels
    ]
    accept_events(raw, by=system("post"), at=clock.now(), source=post.code)
    assert UnmappedEvent.objects.filter(resolved_at=None).count() == 3
    pavel = sit_down("pavel", roles=(Role.PLANNER,))

    pavel.go("/staff/codes/")
    pavel.click("td button")
    pavel.page.select_option("[name=code]", "ready_for_pickup")
    pavel.click("main form[method=get] button")
    pavel.click("main form[method=post] button.main")

    assert not UnmappedEvent.objects.filter(resolved_at=None).exists()
    buyer = sit_down()
    buyer.go(f"/track/{parcels[2].number}/")
    assert buyer.page.locator("li.current").count() == 1
    assert buyer.shows({"ru": "забирать", "zh-hans": "自提"}[manner[0]])
