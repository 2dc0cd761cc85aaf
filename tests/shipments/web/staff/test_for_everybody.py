"""A real browser on the staff's pages: no violation that axe knows, nothing too wide."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from shipments import clock
from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.flights.models import Flight, Leg
from shipments.parties.actions import make_key
from shipments.parties.models import Partner
from shipments.runs.models import Run
from shipments.tracking.intake import accept_events
from shipments.tracking.partner_event import RawEvent
from tests.browsers import signed_in
from tests.factories.cases import make_case
from tests.shipments.web.test_accessibility import SCREENS, Window
from tests.world import NOON

pytestmark = pytest.mark.browser

PAGES = [
    "/staff/",
    "/staff/queues/export/",
    "/staff/flights/",
    "/staff/flights/?status=arrived",
    "/staff/flights/schedule/",
    "/staff/flights/{flight}/",
    "/staff/flights/{flight}/delay/",
    "/staff/flights/{flight}/delay/?departure=2026-11-06T20:00&reason=weather",
    "/staff/flights/{flight}/cancel/?reason=weather",
    "/staff/flights/{flight}/aircraft/?aircraft=75F&reason=aircraft",
    "/staff/cases/",
    "/staff/cases/?status=closed",
    "/staff/cases/{case}/",
    "/staff/jobs/",
    "/staff/codes/",
    "/staff/codes/explain/?scheme=cdek&raw_code=ZEBRA&code=delivered",
    "/staff/partners/",
    "/staff/partners/airline/",
    "/staff/queues/packing/",
]


@pytest.fixture
def names(make_parcels, consolidation, happen) -> dict[str, str | int]:
    """A small world of staff: a flight with a load, a late one, a case, a code, a failed job."""
    parcels, by = make_parcels(6), system("t")
    happen(parcels, "created", "packed")
    happen(parcels[:3], "export_released")
    flight = consolidation.flight
    consolidation.delete()
    Flight.objects.filter(pk=flight.pk).update(day=NOON.date())
    flight.refresh_from_db()
    opened = open_consolidation(flight=flight, by=by, at=NOON)
    add_parcels(consolidation=opened, numbers=[p.number for p in parcels[:2]], by=by, at=NOON)
    _late_flight(flight)
    case = make_case(
        parcels[0],
        kind="question",
        stage_since=NOON - timedelta(days=3),
        opened_at=NOON - timedelta(hours=2),
        note="Where is it?",
    )
    raw = RawEvent(f"parcel:{parcels[1].number}", "cdek", "ZEBRA", NOON, "z", "SVX", "striped")
    accept_events([raw], by=by, at=NOON, source="cdek")
    make_key(
        owner=Partner.objects.get(code="airline"),
        name="gate",
        scopes=["events:write"],
        by=by,
        at=NOON,
    )
    Run.objects.create(
        job="pack_paid_orders", outcome="failed", started_at=clock.now(), error="no boxes\n" * 9
    )
    Run.objects.create(job="fly_legs", outcome="done", started_at=NOON, counts={"departed": 2})
    return {"flight": flight.public_number, "case": case.pk}


def _late_flight(flight: Flight) -> None:
    leaves = NOON + timedelta(hours=20)
    late = Flight.objects.create(
        channel=flight.channel,
        number="U6997",
        day=date(2026, 11, 3),
        aircraft=flight.aircraft,
        document_cutoff=leaves - timedelta(hours=8),
        customs_cutoff=leaves - timedelta(hours=6),
        cargo_cutoff=leaves - timedelta(hours=4),
    )
    Leg.objects.create(
        flight=late,
        origin=flight.channel.origin,
        destination=flight.channel.destination,
        planned_departure=leaves,
        planned_arrival=leaves + timedelta(hours=6),
        estimated_departure=leaves + timedelta(minutes=95),
    )


@pytest.mark.parametrize(("scheme", "width", "language"), SCREENS)
def test_every_page_of_the_staff_is_for_everybody(browser: Browser, names, scheme, width, language):
    ada = signed_in("ada", roles=(Role.ADMIN,))
    ada.cookies["django_language"] = language
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    window = Window(page, ada)

    with clock.stopped_at(NOON - timedelta(hours=1)):
        found = [fault for path in PAGES for fault in window.faults(path.format(**names))]
    page.close()

    assert found == []
