"""The builder: a tree of ULDs and bags, what is ready, and what closing leaves behind."""

import pytest

from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag, parcels_of_bag
from shipments.parcels.models import Parcel
from shipments.tracking.models import Containment
from tests.browsers import grows_not, signed_in
from tests.world import NOON

BY = system("t")


@pytest.fixture
def opened(consolidation):
    return open_consolidation(flight=consolidation.flight, by=BY, at=NOON)


@pytest.fixture
def ready(make_parcels, happen):
    def make(count: int) -> list[Parcel]:
        parcels = make_parcels(count)
        happen(parcels, "created", "packed", "export_filed", "export_released")
        return parcels

    return make


def put(opened, parcels) -> None:
    add_parcels(consolidation=opened, numbers=[p.number for p in parcels], by=BY, at=NOON)


def page(client, opened, more: str = "") -> str:
    return client.get(f"/staff/consolidations/{opened.mawb}/{more}").content.decode()


def test_what_is_ready_is_listed_and_put_in_by_choice(pavel_reads, opened, ready):
    first, second = ready(2)
    assert first.number in page(pavel_reads, opened)

    pavel_reads.post(f"/staff/consolidations/{opened.mawb}/do/add/", {"numbers": [first.number]})

    inside = Containment.objects.filter(until=None)
    assert [row.parcel_id for row in inside] == [first.pk]
    assert second.number in page(pavel_reads, opened)


def test_one_key_fills_with_all_that_is_ready(pavel_reads, opened, ready):
    ready(3)
    assert 'data-key="f"' in page(pavel_reads, opened)

    pavel_reads.post(f"/staff/consolidations/{opened.mawb}/do/fill/")

    assert Containment.objects.filter(until=None).count() == 3


def test_a_bag_opens_in_the_tree_by_itself(pavel_reads, opened, ready):
    parcels = ready(2)
    put(opened, parcels)
    [bag] = opened.bags.all()

    part = pavel_reads.get(f"/staff/bags/{bag.number}/", headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert parcels[1].number in part.content.decode()


def test_chosen_parcels_go_into_another_bag_or_out_with_a_reason(pavel_reads, opened, ready):
    first, second, third = ready(3)
    put(opened, [first, second, third])
    [bag] = opened.bags.all()
    other = make_bag(consolidation=opened, by=BY, at=NOON)

    pavel_reads.post(
        f"/staff/bags/{bag.number}/take/", {"numbers": first.number, "to": other.number}
    )
    pavel_reads.post(
        f"/staff/bags/{bag.number}/take/", {"numbers": second.number, "why": "wet box"}
    )

    assert parcels_of_bag(other) == [first]
    assert parcels_of_bag(bag) == [third]
    assert Containment.objects.get(parcel=second).why == "wet box"


def test_a_bag_is_sealed_once(pavel_reads, opened):
    bag = make_bag(consolidation=opened, by=BY, at=NOON)

    for seal in ("S-7", "S-8"):
        pavel_reads.post(f"/staff/bags/{bag.number}/seal/", {"seal": seal})

    bag.refresh_from_db()
    assert bag.seal == "S-7"


def test_before_closing_one_reads_what_stays_behind(pavel_reads, opened, ready, happen):
    ready(1)

    text = page(pavel_reads, opened, "close/")

    assert "1 parcel could fly and is not put in." in text
    opened.refresh_from_db()
    assert opened.status == "open"


def test_irina_reads_and_cannot_build(opened, ready, reference):
    from_finance = signed_in("irina", roles=(Role.FINANCE,))
    ready(1)

    text = page(from_finance, opened)

    assert "Put in the chosen" not in text
    answer = from_finance.post(f"/staff/consolidations/{opened.mawb}/do/fill/", follow=True)
    assert "Your role does not allow this" in answer.content.decode()
    assert not Containment.objects.exists()


def test_the_builder_takes_as_many_queries_for_three_as_for_one(
    pavel_reads, opened, ready, queries_of
):
    put(opened, ready(1))
    ready(1)
    path = f"/staff/consolidations/{opened.mawb}/"

    grows_not(queries_of, pavel_reads, path, lambda: put(opened, ready(2)))
    more = [lambda: open_consolidation(flight=opened.flight, by=BY, at=NOON)] * 2
    grows_not(queries_of, pavel_reads, "/staff/consolidations/", lambda: [one() for one in more])
