"""Two hands at once on the actions that matter: one of them wins, and the books agree."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shipments.access.actors import actor_of_user
from shipments.actor import Actor, Role, system
from shipments.bulk.actions import ask_undo, open_bulk_action
from shipments.bulk.models import BulkAction, BulkRow
from shipments.cancellation.actions import cancel_orders
from shipments.catalogue.models import Product
from shipments.consolidation.actions import close_consolidation, open_consolidation
from shipments.consolidation.bags import make_bag
from shipments.consolidation.moving import move_bag, move_parcels
from shipments.containers import contents
from shipments.containers.models import Bag, Consolidation, Uld
from shipments.containers.numbering import make_uld
from shipments.flights.actions import make_flights
from shipments.flights.models import Flight, Leg
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun
from shipments.operations.departures import arrive_leg, cancel_flight, depart_leg
from shipments.orders.actions import pay_orders, reserve_paid_orders
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order, Payment
from shipments.orders.payments import pay_whole, record_payment
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from shipments.parties.models import Membership, Seller, User
from shipments.reference import load_reference
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from shipments.tasks import run_bulk_actions
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Containment, Event
from tests.cast import shop
from tests.factories.shop import make_product, place, put_in_stock
from tests.races import at_once, refusals
from tests.world import NOON, seals_for

pytestmark = pytest.mark.django_db(transaction=True)
WEI = Actor("wei", frozenset({Role.WAREHOUSE, Role.PLANNER}))
PAVEL = Actor("pavel", frozenset({Role.PLANNER}))
JOB = system("test")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def anna() -> Actor:
    """Anna, signed in, with three mugs on the shelf."""
    load_reference()
    seller = shop("S001")
    user = User.objects.create_user("anna")
    Membership.objects.create(user=user, seller=seller, level=Role.SELLER_OWNER)
    put_in_stock(make_product(seller.pk), 3)
    return actor_of_user(user)


def reserved(anna: Actor, *numbers: str) -> list[Order]:
    orders = place(anna, *numbers, paid_at=NOON)
    reserve_paid_orders(limit=100, by=WEI, at=NOON)
    return orders


def shelf() -> tuple[int, int]:
    """Pieces on the shelf and pieces promised; the journal says the same."""
    assert (stock_differences()[1], balance_differences()[1]) == ([], [])
    level = StockLevel.objects.get()
    return level.on_hand, level.reserved


@pytest.fixture
def packed(anna) -> list[Parcel]:
    return pack_orders(orders=reserved(anna, "1", "2"), by=WEI, at=LATER)


@pytest.fixture
def flights(packed) -> list[Flight]:
    make_flights(until=(NOON + timedelta(days=14)).date(), by=PAVEL, at=NOON)
    return list(Flight.objects.order_by("cargo_cutoff", "pk"))


@pytest.fixture
def bags(flights, packed) -> list[Bag]:
    """Two bags with a parcel each, on the first flight."""
    opened = open_consolidation(flight=flights[0], by=PAVEL, at=NOON)
    made = [make_bag(consolidation=opened, by=PAVEL, at=NOON) for _ in packed]
    rows = [(parcel.pk, bag.pk, bag.uld_id) for parcel, bag in zip(packed, made, strict=True)]
    contents.put(rows, consolidation_id=opened.pk, at=NOON)
    return made


def test_the_last_piece_goes_to_one_of_two_buyers(anna):
    put_in_stock(Product.objects.get(), 1)
    orders = place(anna, "1", "2")

    given = at_once(
        *(lambda paid=order: pay_orders(orders=[paid], by=anna, at=NOON) for order in orders)
    )

    assert refusals(given) == ["out_of_stock"]
    assert shelf() == (1, 1)
    assert sorted(Order.objects.values_list("status", flat=True)) == ["paid", "placed"]


def test_two_jobs_reserve_each_order_once(anna):
    place(anna, "1", "2", "3", paid_at=NOON)

    done = at_once(*[lambda: reserve_paid_orders(limit=100, by=WEI, at=NOON)] * 2)

    assert sum(done) == 3
    assert shelf() == (3, 3)


def test_an_order_is_cancelled_or_packed_and_its_goods_are_counted_once(anna):
    orders = reserved(anna, "1")

    cancelled, parcels = at_once(
        lambda: cancel_orders(orders=orders, by=anna, at=LATER, why="late"),
        lambda: pack_orders(orders=orders, by=WEI, at=LATER),
    )

    assert not (cancelled.moved and parcels) or Parcel.objects.get().movement == "cancelled"
    assert (shelf(), Order.objects.get().status) in [((3, 0), "cancelled"), ((2, 0), "packed")]


def test_an_order_paid_twice_at_once_is_paid_once(anna):
    [order] = place(anna, "1")

    given = at_once(
        *(
            lambda name=name: pay_whole(order=order, reference=name, by=anna, at=NOON)
            for name in ("YM-1", "YM-2")
        )
    )

    assert refusals(given) == ["other_payment"]
    assert Payment.objects.count() == 1
    assert shelf() == (3, 1)


def test_one_payment_recorded_by_two_people_is_booked_once(anna):
    [order] = place(anna, "1")
    irina = Actor("irina", frozenset({Role.FINANCE}))

    at_once(
        *(
            lambda person=person: record_payment(
                order=order,
                amount=Decimal(1090),
                currency="RUB",
                method=Payment.Method.values[0],
                reference="YM-1",
                paid_at=NOON,
                by=person,
                at=LATER,
            )
            for person in (anna, irina)
        )
    )

    assert Payment.objects.count() == 1
    assert shelf() == (3, 1)


def test_a_hold_released_by_two_is_released_once(packed):
    parcel = packed[0]
    holds = place_holds(subject="parcel", ids=[parcel.pk], reason="other", by=WEI, at=LATER)

    given = at_once(*[lambda: release_holds(holds=holds, by=WEI, at=LATER)] * 2)

    assert sum(len(moved.moved) for moved in given) == 1
    assert not Parcel.objects.get(pk=parcel.pk).held
    assert Event.objects.filter(code="hold_released", parcel=parcel).count() == 1


def test_a_parcel_held_while_another_hold_is_released_says_what_its_holds_say(packed):
    parcel = packed[0]
    first = place_holds(subject="parcel", ids=[parcel.pk], reason="other", by=WEI, at=LATER)

    at_once(
        lambda: release_holds(holds=first, by=WEI, at=LATER),
        lambda: place_holds(subject="parcel", ids=[parcel.pk], reason="customs", by=JOB, at=LATER),
    )

    standing = Hold.objects.filter(status="placed").values_list("reason", flat=True)
    assert list(standing) == ["customs"]
    assert Parcel.objects.get(pk=parcel.pk).held


def test_a_consolidation_closed_by_two_is_closed_once(bags):
    consolidation = bags[0].consolidation
    seals = seals_for(consolidation)

    given = at_once(
        *[lambda: close_consolidation(consolidation=consolidation, by=PAVEL, at=NOON, seals=seals)]
        * 2
    )

    assert refusals(given) in ([], ["wrong_state"])
    assert Consolidation.objects.get().status == "closed"
    assert Event.objects.filter(code="loaded", consolidation=consolidation).count() == 1
    assert Bag.objects.exclude(seal="").count() == 2


def test_a_flight_departs_once_or_is_cancelled(bags, flights):
    leg = flights[0].legs.get()

    given = at_once(
        lambda: depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER),
        lambda: cancel_flight(flight=flights[0], reason="fog", by=PAVEL, at=LATER),
    )

    assert len(refusals(given)) == 1
    assert Event.objects.filter(code="departed", leg=leg).count() == int(
        Leg.objects.get(pk=leg.pk).status == "departed"
    )
    assert Consolidation.objects.get().status == "cancelled", "nobody had put it on the manifest"


def test_a_landing_told_by_two_is_one_landing(bags, flights):
    leg = flights[0].legs.get()
    depart_leg(leg=leg, departed_at=LATER, by=PAVEL, at=LATER)
    landed = LATER + timedelta(hours=6)

    def land() -> Leg:
        return arrive_leg(leg=Leg.objects.get(pk=leg.pk), arrived_at=landed, by=PAVEL, at=landed)

    at_once(land, land)

    assert Event.objects.filter(code="arrived", leg=leg).count() == 1


def test_one_bag_sent_to_two_flights_goes_with_one(bags, flights):
    targets = [open_consolidation(flight=flight, by=PAVEL, at=NOON) for flight in flights[1:3]]
    bag, parcel = bags[0], contents.parcels_in(bags[0].consolidation_id)[0]

    at_once(
        *(
            lambda to=to: move_bag(bag=Bag.objects.get(pk=bag.pk), to=to, by=PAVEL, at=LATER)
            for to in targets
        )
    )

    lies = Containment.objects.get(parcel=parcel, until=None)
    assert lies.consolidation == Bag.objects.get(pk=bag.pk).consolidation
    assert lies.consolidation in targets


def test_one_parcel_put_into_bags_of_two_ulds_lies_in_one(bags, packed):
    opened = bags[0].consolidation
    made = []
    for number in ("PAG12345U6", "PAG12346U6"):
        uld = make_uld(consolidation=opened, number=number, by=PAVEL, at=NOON)
        made.append(make_bag(consolidation=opened, by=PAVEL, at=NOON, uld=uld.number))
    parcel = packed[0]

    at_once(
        *(
            lambda to=bag: move_parcels(numbers=[parcel.number], to=to, by=PAVEL, at=LATER)
            for bag in made
        )
    )

    lies = Containment.objects.get(parcel=parcel, until=None)
    assert lies.bag in made
    assert lies.uld == lies.bag.uld
    assert Uld.objects.count() >= 2


def take_file(anna: Actor) -> ImportRun:
    """A file of twenty orders of Anna's that waits to be run."""
    day = "2026-11-01T10:00:00+08:00"
    head = "order_number,seller_code,ordered_at,sku,quantity,unit_price,currency,shipping_fee"
    rows = [f"{number},S001,{day},MUG,1,150.50,RUB,90" for number in range(20)]
    return start_import(
        kind="orders",
        content="\n".join([head, *rows]).encode(),
        filename="orders.csv",
        seller=Seller.objects.get(),
        options=Options(),
        by=anna,
        at=NOON,
    )


def test_one_file_run_by_two_hands_makes_each_order_once(anna):
    run = take_file(anna)

    at_once(*[lambda: run_import(run=ImportRun.objects.get(), by=JOB, at=NOON)] * 2)

    run.refresh_from_db()
    assert (run.status, run.created, Order.objects.count()) == ("done", 20, 20)


def test_the_same_file_given_twice_at_once_makes_each_order_once(anna):
    runs = [take_file(anna), take_file(anna)]

    done = at_once(*(lambda one=run: run_import(run=one, by=JOB, at=NOON) for run in runs))

    assert [run.status for run in done] == ["done", "done"]
    assert sum(run.created for run in done) == Order.objects.count() == 20


@pytest.fixture
def cancelled(anna) -> BulkAction:
    """Anna has cancelled three reserved orders in one bulk action."""
    orders = reserved(anna, "1", "2", "3")
    action = open_bulk_action(
        kind="cancel_orders",
        token="t",
        subjects=[(order.pk, order.number) for order in orders],
        params={"why": "late", "action": "t"},
        by=anna,
        at=NOON,
        may_be_undone=True,
    )
    run_bulk_actions()
    action.refresh_from_db()
    assert shelf() == (3, 0)
    return action


def test_an_undo_asked_for_twice_and_run_by_two_jobs_is_done_once(anna, cancelled):
    at_once(*[lambda: ask_undo(action=cancelled, by=anna, at=NOON)] * 2)
    at_once(run_bulk_actions, run_bulk_actions)
    run_bulk_actions()

    cancelled.refresh_from_db()
    assert cancelled.status == "undone"
    assert list(BulkRow.objects.values_list("outcome", flat=True)) == ["undone"] * 3
    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert shelf() == (3, 3)


def test_a_form_sent_twice_at_once_opens_one_bulk_action(anna):
    orders = place(anna, "1", "2")
    subjects = [(order.pk, order.number) for order in orders]

    opened = at_once(
        *[
            lambda: open_bulk_action(
                kind="cancel_orders",
                token="t",
                subjects=subjects,
                params={"why": "late", "action": "t"},
                by=anna,
                at=NOON,
            )
        ]
        * 2
    )

    assert len({action.pk for action in opened}) == 1
    assert BulkRow.objects.count() == 2


def test_two_packers_make_one_parcel_of_an_order(anna):
    orders = reserved(anna, "1")

    given = at_once(*[lambda: pack_orders(orders=orders, by=WEI, at=LATER)] * 2)

    assert Parcel.objects.count() == 1
    assert len(refusals(given)) <= 1
    assert shelf() == (2, 0)
    assert parcel_differences() == (1, [])
