"""A hold stands until somebody who may releases it, wherever its parcels are by then."""

import pytest

from shipments.actor import NOBODY, Actor, Role
from shipments.consolidation.contents import put
from shipments.consolidation.departures import break_down
from shipments.consolidation.models import Consolidation
from shipments.errors import NotAllowed
from shipments.holds.actions import place_holds, place_holds_again, release_holds
from shipments.holds.naming import meant_by, stopped_by
from shipments.holds.narrowing import SellerParcelFilter
from shipments.holds.preview import releasing
from shipments.holds.queries import effective_holds, holdable, holds_for
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from tests.world import NOON

OLGA = Actor("olga", frozenset({Role.CUSTOMS}))


@pytest.fixture
def landed(make_parcels, happen, consolidation) -> list[Parcel]:
    """Parcels in a consolidation that has landed."""
    parcels = make_parcels(2)
    put([(p.pk, None, None) for p in parcels], consolidation_id=consolidation.pk, at=NOON)
    happen(parcels, "departed", "arrived")
    Consolidation.objects.update(status="arrived")
    return parcels


def held() -> list[bool]:
    return list(Parcel.objects.order_by("pk").values_list("held", flat=True))


def test_a_hold_on_a_waybill_outlasts_its_unloading_and_ends_with_its_release(
    landed, consolidation, wei
):
    [hold] = place_holds(
        subject="consolidation", ids=[consolidation.pk], reason="customs", by=OLGA, at=NOON
    )
    consolidation.refresh_from_db()
    break_down(consolidation=consolidation, by=wei, at=NOON)

    assert held() == [True, True]
    assert [*effective_holds(landed[0])] == [hold], "its page says why it stands"
    assert stopped_by([hold]) == {hold.pk: 2}
    release_holds(holds=[hold], by=OLGA, at=NOON)
    assert held() == [False, False]


def test_an_unloaded_waybill_is_held_by_its_number(landed, consolidation, wei):
    consolidation.refresh_from_db()
    break_down(consolidation=consolidation, by=wei, at=NOON)

    meant = meant_by(wei, [consolidation.mawb])
    place_holds(subject="consolidation", ids=[consolidation.pk], reason="customs", by=OLGA, at=NOON)

    assert (meant.parcels, held()) == (2, [True, True])


@pytest.mark.parametrize(("reason", "acts"), [("address", "you"), ("customs", "customs")])
def test_who_must_act_for_a_held_order_is_told_of_its_parcels(make_parcels, reason, acts):
    [parcel] = make_parcels(1)
    place_holds(subject="order", ids=[parcel.order_id], reason=reason, by=OLGA, at=NOON)

    found = {
        word: SellerParcelFilter({"acts": word}, Parcel.objects.all()).qs.count()
        for word in ("you", "customs", "planner")
    }

    assert found == {**dict.fromkeys(("you", "customs", "planner"), 0), acts: 1}


def test_the_preview_of_a_release_counts_what_the_order_s_own_hold_keeps_back(make_parcels, anna):
    one, other = make_parcels(2)
    place_holds(subject="parcel", ids=[one.pk, other.pk], reason="seller", by=anna, at=NOON)
    place_holds(subject="order", ids=[one.order_id], reason="customs", by=OLGA, at=NOON)

    assert releasing(Order.objects.all()) == {"can": 2, "kept": 1, "others": 0}


def test_staff_of_another_channel_see_and_touch_no_hold(make_parcels, consolidation, wei):
    [parcel] = make_parcels(1)
    abroad = Actor("far", frozenset({Role.WAREHOUSE}), channels=frozenset({"FAR"}))
    for subject, pk in (
        ("parcel", parcel.pk),
        ("order", parcel.order_id),
        ("consolidation", consolidation.pk),
    ):
        place_holds(subject=subject, ids=[pk], reason="other", by=wei, at=NOON)
    texts = [f"parcel:{parcel.number}", f"consolidation:{consolidation.mawb}"]

    assert (holds_for(wei).count(), len(holdable(wei, texts))) == (3, 2)
    assert (holds_for(abroad).count(), holdable(abroad, texts)) == (0, {})


def test_what_was_released_is_held_anew_as_it_was_but_for_what_is_held_already(make_parcels, wei):
    ids = [parcel.pk for parcel in make_parcels(2)]
    old = place_holds(subject="parcel", ids=ids, reason="customs", note="X-ray", by=OLGA, at=NOON)
    release_holds(holds=old, by=OLGA, at=NOON)
    place_holds(subject="parcel", ids=ids[:1], reason="customs", note="new", by=OLGA, at=NOON)

    with pytest.raises(NotAllowed):
        place_holds_again(holds=old, by=NOBODY, at=NOON)
    assert held() == [True, False]
    [again] = place_holds_again(holds=old, by=OLGA, at=NOON)

    assert (again.parcel_id, again.reason, again.note) == (ids[1], "customs", "X-ray")
    assert again.placed_by == old[1].placed_by
    assert held() == [True, True]
    assert place_holds_again(holds=old, by=OLGA, at=NOON) == []
