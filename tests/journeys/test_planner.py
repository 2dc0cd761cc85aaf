"""The planner moves a bag to the next flight, and closes a flight that is too full."""

from datetime import timedelta

import pytest

from shipments import clock
from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag, parcels_of_bag
from shipments.containers.models import Bag, Consolidation
from shipments.flights.models import Aircraft, Flight, Leg
from shipments.parcels.models import Parcel
from shipments.web.staff.builder import SHOWN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BY = system("t")


@pytest.fixture
def flights(channel) -> list[Flight]:
    """Tomorrow's flight and the day after's."""
    made = []
    for days in (1, 2):
        leaves = clock.now() + timedelta(days=days)
        flight = Flight.objects.create(
            channel=channel,
            number=f"U69{days}",
            day=leaves.date(),
            document_cutoff=leaves - timedelta(hours=8),
            cargo_cutoff=leaves - timedelta(hours=4),
            customs_cutoff=leaves - timedelta(hours=6),
            aircraft=Aircraft.objects.get(code="T2F"),
        )
        Leg.objects.create(
            flight=flight,
            origin=channel.origin,
            destination=channel.destination,
            planned_departure=leaves,
            planned_arrival=leaves + timedelta(hours=3),
        )
        made.append(flight)
    return made


@pytest.fixture
def loaded(flights, make_parcels, happen) -> Consolidation:
    """Two bags of a parcel each on tomorrow's flight."""
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    opened = open_consolidation(flight=flights[0], by=BY, at=clock.now())
    for parcel in parcels:
        make_bag(consolidation=opened, by=BY, at=clock.now())
        add_parcels(consolidation=opened, numbers=[parcel.number], by=BY, at=clock.now())
    return opened


def test_the_planner_moves_a_bag_to_the_next_flight(sit_down, loaded, flights):
    pavel = sit_down("pavel", roles=(Role.PLANNER,))
    bag = Bag.objects.order_by("pk").last()

    pavel.go(f"/staff/consolidations/{loaded.mawb}/")
    pavel.page.click(
        f".tree .tree summary:has-text('{bag.number}'), summary:has-text('{bag.number}')"
    )
    pavel.page.wait_for_selector(".inside table")
    pavel.look()
    pavel.go(f"/staff/bags/{bag.number}/")
    pavel.page.select_option("[name=flight]", flights[1].public_number)
    pavel.click("form[action$='/move/'] button")

    bag.refresh_from_db()
    assert bag.consolidation.flight == flights[1]
    pavel.go(f"/staff/consolidations/{bag.consolidation.mawb}/")
    assert pavel.shows(bag.number)


def test_the_planner_closes_a_flight_that_is_too_full(sit_down, loaded, flights):
    small = Aircraft.objects.create(
        code="TINY",
        name="Tiny",
        payload_kg=1,
        volume_m3=10,
        uld_type="AKE",
        uld_max_kg=1000,
        uld_positions=1,
        uld_max_m3=1,
    )
    Parcel.objects.update(measured_grams=600)
    Flight.objects.filter(pk=flights[0].pk).update(aircraft=small)
    pavel = sit_down("pavel", roles=(Role.PLANNER,))

    pavel.go(f"/staff/consolidations/{loaded.mawb}/close/")
    assert pavel.page.locator("main form[action$='/close/']").count() == 0, "it is too full"
    pavel.click("form[action$='/do/excess/'] button")
    pavel.go(f"/staff/consolidations/{loaded.mawb}/close/")
    pavel.page.fill("[id^=seal-]", "CN0001")
    pavel.click("main form[action$='/close/'] button")

    loaded.refresh_from_db()
    assert loaded.status == "closed"
    assert sorted(Bag.objects.values_list("consolidation__flight__number", flat=True)) == [
        "U691",
        "U692",
    ]


def test_the_planner_builds_a_uld_from_two_pages_of_what_is_ready(
    sit_down, flights, make_parcels, happen
):
    parcels = make_parcels(SHOWN + 1)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    opened = open_consolidation(flight=flights[0], by=BY, at=clock.now())
    pavel = sit_down("pavel", roles=(Role.PLANNER,))

    pavel.go(f"/staff/consolidations/{opened.mawb}/")
    pavel.page.click("summary:has(+ form [name=number])")
    pavel.page.fill("[name=number]", "PALLET")
    pavel.click("form[action$='/do/uld/'] button")
    pavel.page.fill("[name=number]", "PMC01234U6")
    pavel.click("form[action$='/do/uld/'] button")
    pavel.click("form:has([name=uld][value=PMC01234U6]) button")
    bag = Bag.objects.get(consolidation=opened)

    pavel.page.check(f"[name=chosen][value={parcels[0].number}]")
    pavel.click("#ready a[rel=next]")
    pavel.page.check(f"[name=chosen][value={parcels[-1].number}]")
    pavel.page.fill("[name=bag]", "B-UNKNOWN")
    pavel.click("form.ready .selection .button")
    assert pavel.page.is_checked(f"[name=chosen][value={parcels[0].number}]"), "not forgotten"
    pavel.page.fill("[name=bag]", bag.number)
    pavel.click("form.ready .selection .button")

    assert bag.uld.number == "PMC01234U6"
    assert parcels_of_bag(bag) == [parcels[0], parcels[-1]]
    assert pavel.shows(bag.number)
