"""What keeps parcels from flying names who must act, also for a hold on the order."""

import pytest

from shipments.consolidation.readiness import kept_back, waiting_because, waiting_counts
from shipments.holds.actions import place_holds
from shipments.holds.queries import acting
from shipments.parcels.models import Parcel
from tests.world import NOON


@pytest.mark.parametrize(
    ("reason", "word", "who"),
    [
        ("seller", "held_seller", "seller"),
        ("documents", "held_seller", "seller"),
        ("address", "held_seller", "seller"),
        ("customs", "held_customs", "customs"),
        ("security", "held", "planner"),
        ("other", "held", "planner"),
    ],
)
@pytest.mark.parametrize("subject", ["parcel", "order"])
def test_a_hold_is_counted_under_who_must_act(
    make_parcels, happen, pavel, subject, reason, word, who
):
    held, free = make_parcels(2)
    happen([held, free], "created", "packed", "export_released")
    thing = held.pk if subject == "parcel" else held.order_id

    place_holds(subject=subject, ids=[thing], reason=reason, by=pavel, at=NOON)

    told = [(one.word, one.who, n) for one, n in kept_back(pavel, held.channel)]
    assert told == [(word, who, 1)]
    counts = waiting_counts(pavel, held.channel)
    assert [(one.word, n) for one, n in counts.kept_back] == [(word, 1)]
    assert list(waiting_because(pavel, held.channel, word)) == [held]
    acts = Parcel.objects.annotate(acts=acting()).values_list("pk", "acts")
    expected = {"seller": "you"}.get(who, who)
    assert dict(acts) == {held.pk: expected, free.pk: ""}
