"""Holds as their seller sees them: who must act, and the way back, one by one and many at once."""

import re

import pytest

from shipments import clock
from shipments.actor import system
from shipments.holds.actions import place_holds
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from shipments.tasks import run_bulk_actions
from tests.browsers import seen
from tests.world import NOON


@pytest.fixture
def held(make_parcels, happen):
    """Parcels on hold for these reasons, one each."""

    def make(*reasons: str) -> list[Parcel]:
        parcels = make_parcels(len(reasons))
        happen(parcels, "created", "packed")
        for parcel, reason in zip(parcels, reasons, strict=True):
            place_holds(
                subject="parcel",
                ids=[parcel.pk],
                reason=reason,
                note=f"why {reason}",
                by=system("t"),
                at=NOON,
            )
        return parcels

    return make


def test_the_seller_releases_her_own_hold_on_the_order_s_page(anna_reads, held):
    [parcel] = held("seller")
    page = f"/seller/orders/{parcel.order.number}/"
    shown = seen(anna_reads.get(page))
    [release] = re.findall(r'action="(/seller/orders/[^"]+/holds/\d+/)"', shown)

    told = seen(anna_reads.post(release, follow=True))
    again = seen(anna_reads.post(release, follow=True))

    assert "waiting for: you" in shown
    assert "The hold is released." in told
    assert "stands no more" in again
    assert not Parcel.objects.get().held
    assert (Hold.objects.get().released_by, Hold.objects.count()) == ("anna", 1)


@pytest.mark.parametrize("reason", ["customs", "security", "address"])
def test_a_hold_of_others_says_who_acts_and_is_not_hers_to_release(anna_reads, held, reason):
    [parcel] = held(reason)
    page = f"/seller/orders/{parcel.order.number}/"

    shown = seen(anna_reads.get(page))
    anna_reads.post(f"{page}holds/{Hold.objects.get().pk}/")

    who = {"customs": "customs", "security": "carrier", "address": "you"}[reason]
    assert f"waiting for: {who}" in shown
    assert "Release the hold" not in shown
    assert Parcel.objects.get().held


def test_boris_and_a_viewer_release_nothing(boris_reads, viewer, held):
    [parcel] = held("seller")
    path = f"/seller/orders/{parcel.order.number}/holds/{Hold.objects.get().pk}/"

    assert boris_reads.post(path).status_code == 404
    assert viewer.client.post(path).status_code == 403
    assert Parcel.objects.get().held


def test_today_and_the_list_lead_to_what_she_must_act_on(anna_reads, held):
    mine, _customs = held("seller", "customs")
    with clock.stopped_at(NOON):
        answer = anna_reads.get("/seller/")

    assert [one["tally"].word for one in answer.context["hers"]] == ["held_by_you"]
    assert [one["tally"].word for one in answer.context["stops"]] == ["held_by_customs"]
    url = answer.context["hers"][0]["url"]
    assert [one.pk for one in anna_reads.get(url).context["page"].rows] == [mine.order_id]
    both = anna_reads.get("/seller/orders/?hold=any").context["page"].rows
    assert len(both) == 2


def test_many_are_released_after_a_look_and_held_again_by_the_undo(anna_reads, held):
    mine, kept, _customs = held("seller", "seller", "customs")
    place_holds(subject="parcel", ids=[kept.pk], reason="security", by=system("t"), at=NOON)
    choice = {"do": "release", "all": "1"}

    shown = anna_reads.post("/seller/selection/", choice)
    token = re.search(r'name="token" value="([^"]+)"', shown.content.decode())[1]
    done = anna_reads.post("/seller/selection/do/", {**choice, "token": token})
    run_bulk_actions()

    assert shown.context["counts"] == {"can": 2, "kept": 1, "others": 1}
    assert not Parcel.objects.get(pk=mine.pk).held
    assert Parcel.objects.get(pk=kept.pk).held, "another hold stands"
    anna_reads.post(done["Location"] + "undo/")
    run_bulk_actions()
    again = Hold.objects.filter(status="placed", reason="seller")
    assert {(one.parcel_id, one.note) for one in again} == {
        (mine.pk, "why seller"),
        (kept.pk, "why seller"),
    }
