"""Staff who are tied to channels or warehouses see and reach those alone."""

import pytest
from django.db.models import Q

from shipments.actor import Actor, Role
from shipments.cases.models import Case
from shipments.cases.queries import cases_for
from shipments.consolidation.actions import add_parcels, fill_consolidation, open_consolidation
from shipments.consolidation.readiness import kept_back, ready_page, waiting_counts
from shipments.containers.queries import consolidations_for
from shipments.errors import BadInput
from shipments.flights.queries import flights_for
from shipments.holds.actions import place_holds
from shipments.holds.naming import meant_by
from shipments.holds.queries import holdable, holds_for
from shipments.operations.queues import queues
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import StaffMember
from shipments.stock.models import StockLevel
from shipments.tracking.intake import accept_events
from shipments.tracking.models import Containment, Event
from shipments.tracking.partner_event import RawEvent
from tests.browsers import signed_in
from tests.factories.cases import make_case
from tests.world import NOON


def planner(**tied: set[str]) -> Actor:
    places = {name: frozenset(codes) for name, codes in tied.items()}
    return Actor("p", frozenset({Role.PLANNER, Role.WAREHOUSE}), **places)


@pytest.fixture
def world(make_parcels, consolidation, happen, stocked, anna_shop) -> Parcel:
    [parcel] = make_parcels(1)
    stocked(anna_shop)
    happen([parcel], "packed")
    make_case([parcel])
    return parcel


def seen(actor: Actor) -> dict[str, int]:
    return {
        "parcels": Parcel.objects.visible_to(actor).count(),
        "orders": Order.objects.visible_to(actor).count(),
        "flights": flights_for(actor).count(),
        "consolidations": consolidations_for(actor).count(),
        "cases": cases_for(actor).count(),
        "stock": StockLevel.objects.visible_to(actor).count(),
        "waiting": sum(one.count for one in queues(actor)),
    }


def test_who_is_tied_to_nothing_sees_all(world):
    assert all(seen(planner()).values())
    assert seen(planner(channels={"HRB-SVX"})) == seen(planner())


def test_another_channel_s_staff_see_none_of_it(world):
    own = seen(planner(channels={"HRB-OVB"}))

    assert own.pop("stock")
    assert set(own.values()) == {0}


def test_another_warehouse_s_staff_see_neither_its_stock_nor_its_parcels(world):
    own = seen(planner(warehouses={"NOT-HERE"}))

    assert (own["stock"], own["parcels"], own["cases"], own["waiting"]) == (0, 0, 0, 0)
    assert own["flights"]


def test_what_is_not_seen_is_not_there_on_a_page_either(world):
    client = signed_in("wu", roles=(Role.PLANNER,))
    case = Case.objects.get()
    assert client.get(f"/staff/cases/{case.pk}/").status_code == 200

    StaffMember.objects.update(channels=["HRB-OVB"])

    assert client.get(f"/staff/cases/{case.pk}/").status_code == 404


def test_holds_scans_and_what_is_kept_back_stop_at_the_own_places(world, consolidation, pavel):
    channel, elsewhere = world.channel, planner(channels={"HRB-OVB"})
    place_holds(subject="parcel", ids=[world.pk], reason="other", by=pavel, at=NOON)
    place_holds(subject="consolidation", ids=[consolidation.pk], reason="other", by=pavel, at=NOON)
    scan = RawEvent(f"parcel:{world.number}", "own", "lost", NOON, "S1")
    names = [world.number, consolidation.mawb, world.order.number]

    for actor in (elsewhere, planner(warehouses={"NOT-HERE"})):
        assert holds_for(actor).filter(subject_is("parcel")).count() == 0
        assert meant_by(actor, [world.number]).strangers == [world.number]
        assert holdable(actor, [f"parcel:{world.number}"]) == {}
        assert kept_back(actor, channel) == []
        assert waiting_counts(actor, channel).kept_back == []
        [refused] = accept_events([scan], by=actor, at=NOON).refused
        assert refused[1] == "unknown_subject"
    assert holds_for(elsewhere).count() == 0
    assert meant_by(elsewhere, names).things == 0

    assert holds_for(planner(channels={"HRB-SVX"})).count() == 2
    assert meant_by(planner(channels={"HRB-SVX"}), names).things == 3
    assert kept_back(planner(channels={"HRB-SVX"}), channel)
    assert not Event.objects.filter(code="lost").exists()


def subject_is(kind: str) -> Q:
    return Q(**{f"{kind}__isnull": False})


def test_who_is_tied_to_another_warehouse_loads_nothing_of_this_one(world, consolidation, happen):
    happen([world], "export_released")
    one = open_consolidation(flight=consolidation.flight, by=planner(), at=NOON)
    elsewhere = planner(warehouses={"NOT-HERE"})

    assert ready_page(elsewhere, world.channel, None, 10) == ([], 0)
    assert fill_consolidation(consolidation=one, by=elsewhere, at=NOON) == 0
    with pytest.raises(BadInput):
        add_parcels(consolidation=one, numbers=[world.number], by=elsewhere, at=NOON)
    assert not Containment.objects.exists()

    assert ready_page(planner(), world.channel, None, 10)[1] == 1
    assert fill_consolidation(consolidation=one, by=planner(warehouses={"HRB-1"}), at=NOON) == 1
