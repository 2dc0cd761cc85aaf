"""What a carrier took is recorded by a list, and the list is taken back; jobs wait for that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shipments.access.actors import actor_of_user
from shipments.actor import Actor, Role, system
from shipments.bulk.actions import ask_undo, open_bulk_action
from shipments.bulk.models import BulkAction, BulkRow
from shipments.consolidation.actions import fill_consolidation, open_consolidation
from shipments.containers.contents import End, empty, put, take_out, taken_off
from shipments.errors import NotAllowed
from shipments.operations import handover as handing_over
from shipments.operations.handover import (
    HandedOver,
    hand_over_from,
    hand_over_parcels,
    take_back_hand_over,
)
from shipments.parcels.models import Parcel
from shipments.parties.models import StaffMember, User
from shipments.tasks import run_bulk_actions
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event
from tests.browsers import signed_in
from tests.world import NOON


@pytest.fixture
def worker(db) -> Actor:
    user = User.objects.create_user("wei")
    StaffMember.objects.create(user=user, roles=[Role.WAREHOUSE])
    return actor_of_user(user)


@pytest.fixture
def released(make_parcels, happen) -> list[Parcel]:
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "departed", "arrived", "at_hub", "import_pre_declared")
    happen(parcels[:2], "import_released")
    return parcels


def movements() -> list[str]:
    return list(Parcel.objects.order_by("pk").values_list("movement", flat=True))


def given(parcels: list[Parcel], by: Actor, token: str = "t") -> BulkAction:
    action = open_bulk_action(
        kind="hand_over",
        token=token,
        subjects=[(one.pk, one.number) for one in parcels],
        params={"carrier": "post", "action": token},
        by=by,
        at=NOON,
        may_be_undone=True,
    )
    run_bulk_actions()
    action.refresh_from_db()
    return action


def test_a_list_hands_over_what_is_released_and_refuses_the_rest(released, worker):
    action = given(released, worker)

    assert movements() == ["handed_over", "handed_over", "at_hub"]
    assert (action.done, action.refused) == (2, 1)
    assert "has not released it" in BulkRow.objects.get(outcome="refused").message
    told = Event.objects.filter(code="handed_over").order_by("parcel_id").first()
    assert told.detail == {"carrier": "post", "by": "wei"}


def test_a_list_is_taken_back_and_may_be_made_again(released, worker, happen):
    action = given(released[:2], worker)
    happen(released[:1], "ready_for_pickup", at=NOON + timedelta(days=40))

    ask_undo(action=action, by=worker, at=NOON)
    run_bulk_actions()
    assert movements() == ["ready_for_pickup", "at_hub", "at_hub"]
    assert list(action.rows.order_by("pk").values_list("outcome", flat=True)) == ["kept", "undone"]
    given(released[1:2], worker, "t2")

    assert movements() == ["ready_for_pickup", "handed_over", "at_hub"]
    assert parcel_differences() == (3, [])


def test_staff_hand_over_from_the_page_and_others_cannot(released, reference):
    wei, olga = signed_in("wei", roles=(Role.WAREHOUSE,)), signed_in("olga", roles=(Role.CUSTOMS,))
    shown = wei.get("/staff/handover/").content.decode()
    assert [one.number in shown for one in released] == [True, True, False]
    form = {"hub": "SVX", "numbers": " ".join(one.number for one in released[1:]), "token": "t"}

    for client, fields in ((olga, {"carrier": "post"}), (wei, {"carrier": "nobody"})):
        client.post("/staff/handover/do/", {**form, **fields})
    assert not BulkAction.objects.exists()
    answer = wei.post("/staff/handover/do/", {**form, "carrier": "post"}, follow=True)

    action = BulkAction.objects.get()
    assert [row.subject_id for row in action.rows.all()] == [released[1].pk]
    assert released[2].number in answer.content.decode(), "what is not in the list is named"
    assert action.undo_until


def test_no_job_loads_what_a_person_may_still_take_back(consolidation, make_parcels, happen, olga):
    parcels = make_parcels(2)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    action = BulkAction.objects.create(
        number="B1",
        token="t",
        kind="decide_export",
        by="olga",
        created_at=NOON,
        status="done",
        undo_until=timezone.now() + timedelta(minutes=9),
    )
    BulkRow.objects.create(action=action, subject_id=parcels[0].pk, label="x", outcome="done")
    by = system("fill")
    opened = open_consolidation(flight=consolidation.flight, by=by, at=NOON)

    assert fill_consolidation(consolidation=opened, by=by, at=NOON) == 1
    action.undo_until = timezone.now() - timedelta(minutes=1)
    action.save()
    assert fill_consolidation(consolidation=opened, by=by, at=NOON) == 1


def test_what_was_taken_off_a_waybill_is_not_handed_over_with_it(released, make_consolidation, wei):
    """It flew with a later one, and lies there until somebody hands that one over."""
    first, later = make_consolidation(), make_consolidation()
    one, other, _ = released
    put([(one.pk, None, None), (other.pk, None, None)], consolidation_id=first.pk, at=NOON)
    take_out([other.pk], at=NOON, end=taken_off("held"))
    put([(other.pk, None, None)], consolidation_id=later.pk, at=NOON)
    for flown in (first, later):
        empty(flown.pk, at=NOON, end=End("unloaded"))

    assert hand_over_from(consolidation=first, by=wei, at=NOON) == HandedOver(1, 0)
    assert movements() == ["handed_over", "at_hub", "at_hub"]


def test_taking_back_a_list_touches_no_other_list_and_nobody_but_staff_does_it(released, wei, olga):
    first, second, _ = (parcel.pk for parcel in released)
    for pk, name in ((first, "one"), (second, "two")):
        hand_over_parcels(parcel_ids=[pk], carrier="post", action=name, by=wei, at=NOON)
    with pytest.raises(NotAllowed):
        take_back_hand_over(parcel_ids=[first, second], action="one", by=olga, at=NOON)
    assert movements() == ["handed_over", "handed_over", "at_hub"]

    kept = take_back_hand_over(parcel_ids=[first, second], action="one", by=wei, at=NOON)

    assert kept == {}
    assert movements() == ["at_hub", "handed_over", "at_hub"]
    assert parcel_differences() == (3, [])


def test_one_call_hands_over_so_many_and_says_how_many_still_wait(
    released, make_consolidation, wei, monkeypatch
):
    monkeypatch.setattr(handing_over, "CHUNK", 1)
    flown = make_consolidation()
    put([(one.pk, None, None) for one in released], consolidation_id=flown.pk, at=NOON)
    empty(flown.pk, at=NOON, end=End("unloaded"))

    calls = [hand_over_from(consolidation=flown, by=wei, at=NOON) for _ in range(3)]

    assert calls == [HandedOver(1, 1), HandedOver(1, 0), HandedOver(0, 0)]
    assert movements() == ["handed_over", "handed_over", "at_hub"]
