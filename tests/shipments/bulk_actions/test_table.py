"""Actions on many orders, carried out by the job and taken back whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F, Sum
from django.utils import timezone

from shipments.bulk.actions import ask_undo, open_bulk_action
from shipments.bulk.models import BulkAction, BulkRow
from shipments.errors import WrongState
from shipments.holds.actions import place_holds
from shipments.holds.models import Hold
from shipments.notifications.dispatch import publish_news
from shipments.orders.actions import pay_orders, reserve_paid_orders
from shipments.orders.audit import balance_differences
from shipments.orders.models import Order, Payment
from shipments.outbox.models import OutboxEvent
from shipments.packing.actions import pack_orders
from shipments.parties.models import Membership, User
from shipments.stock.models import StockLevel
from shipments.stock.queries import stock_differences
from shipments.tasks import run_bulk_actions
from shipments.tracking.audit import parcel_differences
from tests.cast import anna, boris, wei
from tests.factories.shop import make_product, place, put_in_stock
from tests.world import NOON

__all__ = ["anna", "boris", "wei"]
pytestmark = pytest.mark.usefixtures("channel")
MANY, PAID = 1_000, 800


@pytest.fixture
def asker(anna):
    """Anna with a row of her own, as one who has signed in."""
    user = User.objects.create_user("anna")
    Membership.objects.create(user=user, seller_id=anna.seller_id, level="seller_owner")
    return type(anna)("anna", anna.roles, user.pk, anna.seller_id)


@pytest.fixture
def thousand(asker, wei) -> list[Order]:
    """Unpaid, paid and packed orders, and no piece more on the shelf than the paid need."""
    put_in_stock(make_product(asker.seller_id), PAID)
    orders = place(asker, *(f"N-{n}" for n in range(MANY)))
    pay_orders(orders=orders[MANY - PAID :], by=asker, at=NOON)
    pack_orders(orders=orders[600:], by=wei, at=NOON)
    return orders


def world() -> tuple:
    """All that a cancellation moves."""
    statuses = list(Order.objects.order_by("pk").values_list("pk", "status"))
    level, money = StockLevel.objects.get(), Payment.objects.aggregate(sum=Sum("amount_rub"))
    return statuses, level.on_hand, level.reserved, money["sum"]


def cancel(orders, by) -> BulkAction:
    action = open_bulk_action(
        kind="cancel_orders",
        token="t",
        subjects=[(o.pk, o.number) for o in orders],
        params={"why": "by mistake"},
        by=by,
        at=NOON,
        may_be_undone=True,
    )
    run_bulk_actions()
    action.refresh_from_db()
    return action


def outcomes(action: BulkAction) -> set[str]:
    return set(BulkRow.objects.filter(action=action).values_list("outcome", flat=True))


def test_a_thousand_are_cancelled_and_taken_back_and_the_world_is_as_before(asker, thousand):
    before = world()

    action = cancel(thousand, asker)
    assert (action.status, action.done, action.refused) == ("done", MANY, 0)
    assert world()[1:] == (PAID, 0, 0)
    ask_undo(action=action, by=asker, at=NOON)
    run_bulk_actions()

    assert outcomes(action) == {"undone"}
    assert world() == before
    assert stock_differences()[1] == balance_differences()[1] == parcel_differences()[1] == []


def test_nobody_gets_the_goods_of_a_cancellation_that_may_be_taken_back(asker, thousand, wei):
    action = cancel(thousand[-2:], asker)
    [late] = place(asker, "LATE")
    pay_orders(orders=[late], by=asker, at=NOON, require_stock=False)
    reserve_paid_orders(limit=10, by=wei, at=NOON)
    assert Order.objects.get(pk=late.pk).blocker == "out_of_stock"

    BulkAction.objects.update(undo_until=timezone.now() - timedelta(seconds=1))
    reserve_paid_orders(limit=10, by=wei, at=NOON)

    assert Order.objects.get(pk=late.pk).reserved_at == NOON
    with pytest.raises(WrongState):
        ask_undo(action=action, by=asker, at=NOON)


def test_what_is_told_of_a_action_waits_until_it_cannot_be_taken_back(asker, thousand):
    cancel(thousand[:2], asker)
    waiting = OutboxEvent.objects.filter(topic="order.cancelled", published_at=None)

    publish_news(at=NOON)
    assert waiting.exists()
    waiting.update(not_before=timezone.now())
    publish_news(at=NOON)

    assert not waiting.exists()


def test_what_is_gone_meanwhile_is_kept_with_the_reason(asker, thousand):
    action = cancel(thousand[-2:], asker)
    StockLevel.objects.update(on_hand=F("reserved") + 1)

    ask_undo(action=action, by=asker, at=NOON)
    run_bulk_actions()

    rows = BulkRow.objects.filter(action=action).order_by("pk")
    assert [row.outcome for row in rows] == ["undone", "kept"]
    assert "no longer on the shelf" in rows[1].message


def test_boris_s_action_on_anna_s_orders_does_nothing(asker, boris, thousand):
    user = User.objects.create_user("boris")
    Membership.objects.create(user=user, seller_id=boris.seller_id, level="seller_owner")
    before = world()

    cancel(thousand[:3], type(boris)("boris", boris.roles, user.pk, boris.seller_id))

    assert world() == before


def test_a_released_hold_comes_back_as_it_stood(asker, make_parcels):
    [parcel] = make_parcels(1)
    place_holds(
        subject="parcel",
        ids=[parcel.pk],
        reason="seller",
        note="wait for the label",
        releases_when="photo arrives",
        by=replace(asker, name="olya"),
        at=NOON,
    )
    action = open_bulk_action(
        kind="release_holds",
        token="r",
        subjects=[(parcel.pk, parcel.number)],
        params={},
        by=asker,
        at=NOON,
        may_be_undone=True,
    )
    run_bulk_actions()
    action.refresh_from_db()
    assert not Hold.objects.filter(status="placed").exists()

    ask_undo(action=action, by=asker, at=NOON)
    run_bulk_actions()

    hold = Hold.objects.get(status="placed")
    assert (hold.note, hold.releases_when) == ("wait for the label", "photo arrives")
    assert hold.placed_by == "olya"
