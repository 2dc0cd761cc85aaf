"""Staff who are tied to channels or warehouses see and reach those alone."""

import pytest

from shipments.actor import Actor, Role
from shipments.cases.models import Case
from shipments.cases.queries import cases_for
from shipments.consolidation.queries import consolidations_for
from shipments.consolidation.queues import queues
from shipments.flights.queries import flights_for
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import StaffMember
from shipments.stock.models import StockLevel
from tests.browsers import signed_in
from tests.factories.cases import make_case


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
