"""The builder: a tree of ULDs and bags, what is ready, and what closing leaves behind."""

from datetime import timedelta

import pytest

from shipments import clock
from shipments.actor import Role, system
from shipments.catalogue.models import Product
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.consolidation.bags import make_bag, parcels_of_bag
from shipments.flights.models import Flight
from shipments.holds.actions import place_holds
from shipments.orders.models import OrderLine
from shipments.parcels.models import Parcel, ParcelItem
from shipments.tracking.models import Containment
from shipments.web.staff import builder
from tests.browsers import grows_not, seen, signed_in
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
    return seen(client.get(f"/staff/consolidations/{opened.mawb}/{more}"))


def test_what_is_ready_is_listed_and_put_in_by_choice(pavel_reads, opened, ready):
    first, second = ready(2)
    assert first.number in page(pavel_reads, opened)

    pavel_reads.post(f"/staff/consolidations/{opened.mawb}/do/add/", {"chosen": [first.number]})

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
    assert Containment.objects.get(parcel=second).note == "wet box"


def test_a_bag_is_sealed_once(pavel_reads, opened, ready):
    bag = make_bag(consolidation=opened, by=BY, at=NOON)
    put(opened, ready(1))

    for seal in ("S-7", "S-8"):
        pavel_reads.post(f"/staff/bags/{bag.number}/seal/", {"seal": seal})

    bag.refresh_from_db()
    assert bag.seal == "S-7"


def test_the_page_of_closing_asks_for_the_seals_and_closes_with_them(pavel_reads, opened, ready):
    for parcel in ready(2):
        make_bag(consolidation=opened, by=BY, at=NOON)
        put(opened, [parcel])
    make_bag(consolidation=opened, by=BY, at=NOON)
    first, second, empty = opened.bags.order_by("pk")
    path = f"/staff/consolidations/{opened.mawb}/close/"
    text = page(pavel_reads, opened, "close/")
    assert first.number in text
    assert "1 bag is empty and is dropped." in text

    refused = pavel_reads.post(path, {f"seal {first.number}": "CN1"})
    assert refused.status_code == 422
    assert second.number in refused.content.decode()
    assert 'value="CN1"' in refused.content.decode(), "what was typed stays"
    pavel_reads.post(path, {f"seal {first.number}": "CN1", "seals": f"{second.number} CN2"})

    opened.refresh_from_db()
    assert opened.status == "closed"
    assert sorted(opened.bags.exclude(seal="").values_list("seal", flat=True)) == ["CN1", "CN2"]
    empty.refresh_from_db()
    assert empty.dropped_at
    assert (
        "Closed for loading by pavel"
        in pavel_reads.get(f"/staff/flights/{opened.flight.public_number}/").content.decode()
    )


def test_a_sealed_bag_is_opened_with_a_reason_or_goes_whole(pavel_reads, opened, ready):
    put(opened, ready(2))
    [bag] = opened.bags.all()
    here = f"/staff/bags/{bag.number}/"
    pavel_reads.post(f"{here}seal/", {"seal": "CN1"})
    assert 'name="numbers"' not in pavel_reads.get(here).content.decode()

    pavel_reads.post(f"{here}unseal/", {"why": ""})
    pavel_reads.post(f"{here}unseal/", {"why": "wrong parcel inside"})
    assert "wrong parcel inside" in pavel_reads.get(here).content.decode()
    bag.refresh_from_db()
    assert bag.seal == ""
    pavel_reads.post(f"{here}seal/", {"seal": "CN2"})
    pavel_reads.post(f"{here}off/", {"why": "no_room"})

    bag.refresh_from_db()
    assert (bag.seal, bool(bag.aside_at), len(parcels_of_bag(bag))) == ("CN2", True, 2)
    assert bag.number in pavel_reads.get("/staff/queues/bags/").content.decode()


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


def test_a_new_bag_and_a_new_uld_stand_in_the_tree_at_once(pavel_reads, opened):
    path = f"/staff/consolidations/{opened.mawb}/do/"

    pavel_reads.post(f"{path}uld/", {"number": "pmc 01234 u6"})
    pavel_reads.post(f"{path}bag/", {"uld": "PMC01234U6"})

    [bag] = opened.bags.select_related("uld")
    text = page(pavel_reads, opened)
    assert bag.uld.number == "PMC01234U6"
    assert "PMC01234U6" in text
    assert bag.number in text
    assert "0 parcels · 0.0 kg · 0.00 m³" in text


def test_a_wrong_number_of_a_uld_comes_back_to_be_mended(pavel_reads, opened):
    answer = pavel_reads.post(
        f"/staff/consolidations/{opened.mawb}/do/uld/", {"number": "PALLET-7"}
    )

    assert answer.status_code == 422
    assert 'value="PALLET-7"' in answer.content.decode()
    assert not opened.ulds.exists()


def test_the_tree_tells_pieces_weight_volume_and_holds(pavel_reads, opened, ready):
    first, second = ready(2)
    sizes = {"measured_grams": 1_500, "length_mm": 400, "width_mm": 300, "height_mm": 250}
    Parcel.objects.update(**sizes)
    put(opened, [first, second])
    place_holds(subject="parcel", ids=[first.pk], reason="customs", by=BY, at=NOON)

    text = page(pavel_reads, opened)

    assert "2 parcels · 3.0 kg · 0.06 m³" in text, "the bag"
    assert "1 bag, 0 sealed · 2 parcels · 3 kg · 0.06 m³" in text, "its ULD"
    assert "1 on hold" in text


def test_parcels_go_into_the_bag_that_was_chosen(pavel_reads, opened, ready):
    put(opened, ready(1))
    [first] = opened.bags.all()
    make_bag(consolidation=opened, by=BY, at=NOON)
    [chosen] = ready(1)

    pavel_reads.post(
        f"/staff/consolidations/{opened.mawb}/do/add/",
        {"chosen": [chosen.number], "bag": first.number},
    )

    assert chosen in parcels_of_bag(first)


def test_what_does_not_fit_comes_back_as_it_was_chosen(pavel_reads, opened, ready):
    put(opened, ready(1))
    [bag] = opened.bags.all()
    [chosen] = ready(1)
    Parcel.objects.filter(pk=chosen.pk).update(measured_grams=15_000)

    answer = pavel_reads.post(
        f"/staff/consolidations/{opened.mawb}/do/add/",
        {"chosen": [chosen.number], "bag": bag.number},
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "takes 14.6 kg more; the chosen weigh 15.0 kg. Choose another bag" in text
    assert f'aria-label="{chosen.number}" checked' in text
    assert f'value="{bag.number}"' in text
    assert not Containment.objects.filter(parcel=chosen).exists()


def test_what_was_chosen_on_other_pages_is_not_forgotten_by_a_refusal(pavel_reads, opened, ready):
    parcels = ready(builder.SHOWN + 1)
    chosen = [parcels[0].number, parcels[-1].number]

    answer = pavel_reads.post(
        f"/staff/consolidations/{opened.mawb}/do/add/",
        {"chosen": ",".join(chosen), "bag": "B-NOBODY-KNOWS"},
    )

    assert answer.status_code == 422
    assert answer.context["chosen_elsewhere"] == [chosen[1]]
    assert f'value="{chosen[1]}" checked' in answer.content.decode()


@pytest.mark.parametrize("given", [{}, {"bag": "B-NOBODY-KNOWS"}])
def test_nothing_chosen_and_an_unknown_bag_are_told(pavel_reads, opened, ready, given):
    [parcel] = ready(1)
    given = given and {**given, "chosen": [parcel.number]}

    answer = pavel_reads.post(f"/staff/consolidations/{opened.mawb}/do/add/", given)

    assert answer.status_code == 422
    assert not Containment.objects.exists()


def test_what_is_ready_goes_on_page_by_page_first_promised_first(pavel_reads, opened, ready):
    parcels = ready(builder.SHOWN + 3)
    for n, parcel in enumerate(parcels[:-2]):
        day = (NOON + timedelta(days=n // 2)).date()
        Parcel.objects.filter(pk=parcel.pk).update(promised_to=day)
    numbers = [parcel.number for parcel in parcels]

    seen, more = [], ""
    for _ in range(2):
        answer = pavel_reads.get(f"/staff/consolidations/{opened.mawb}/{more}")
        shown = answer.context["page"]
        seen += [parcel.number for parcel in shown.rows]
        more = f"?{shown.next_query}"

    assert seen == numbers, "those without a promise last"
    assert more == "?"


@pytest.mark.parametrize("why", ["", "   "])
def test_nothing_is_taken_out_without_a_reason(pavel_reads, opened, ready, why):
    [parcel] = ready(1)
    put(opened, [parcel])
    given = {"numbers": parcel.number, "why": why}
    [bag] = opened.bags.all()

    from_all = pavel_reads.post(f"/staff/consolidations/{opened.mawb}/do/remove/", given)
    from_bag = pavel_reads.post(f"/staff/bags/{bag.number}/take/", given)

    assert (from_all.status_code, from_bag.status_code) == (422, 422)
    assert f"{parcel.number}</textarea>" in from_all.content.decode()
    assert f'aria-label="{parcel.number}" checked' in from_bag.content.decode()
    assert parcels_of_bag(bag) == [parcel]


def test_a_consolidation_of_many_bags_opens_uld_by_uld(pavel_reads, opened, ready, monkeypatch):
    put(opened, ready(2))
    [bag] = opened.bags.select_related("uld")
    monkeypatch.setattr(builder, "BAGS_AT_ONCE", 0)

    assert bag.number not in page(pavel_reads, opened).split('id="ready"')[0]
    assert bag.number in page(pavel_reads, opened, f"?uld={bag.uld.number}")
    part = pavel_reads.get(
        f"/staff/consolidations/{opened.mawb}/?uld={bag.uld.number}", headers={"HX-Request": "true"}
    ).content.decode()
    assert bag.number in part
    assert "<html" not in part


def test_each_reason_leads_to_the_parcels_it_counts(pavel_reads, opened, ready, make_parcels):
    [fit] = ready(1)
    [held] = ready(1)
    [unpacked] = make_parcels(1)
    place_holds(subject="parcel", ids=[held.pk], reason="customs", by=BY, at=NOON)
    text = page(pavel_reads, opened)

    for reason, parcel in [
        ("held_customs", held),
        ("not_packed", unpacked),
        ("unweighed", fit),
        ("ready", fit),
    ]:
        assert reason == "ready" or f"?channel=HRB-SVX&amp;reason={reason}" in text
        answer = pavel_reads.get(f"/staff/waiting/?channel=HRB-SVX&reason={reason}")
        assert [row.number for row in answer.context["page"].rows] == [parcel.number]


def test_without_a_route_the_list_begins_with_the_one_that_flies(pavel_reads, opened, ready):
    [parcel] = ready(1)

    answer = pavel_reads.get("/staff/waiting/?reason=ready")

    assert answer.context["channel"] == opened.flight.channel
    assert parcel.number in answer.content.decode()


def test_goods_of_which_nobody_states_a_battery_are_told(pavel_reads, opened, ready, stocked):
    parcel, _ = ready(2)
    product = stocked(parcel.seller, sku="LAMP")
    Product.objects.filter(pk=product.pk).update(battery="")
    line = OrderLine.objects.create(
        order=parcel.order, product=product, sku="LAMP", quantity=1, unit_price_rub=100
    )
    ParcelItem.objects.create(parcel=parcel, line=line, quantity=1)

    answer = pavel_reads.get("/staff/waiting/?channel=HRB-SVX&reason=battery")

    assert "ready, but battery or none is not stated" in page(pavel_reads, opened)
    assert [row.number for row in answer.context["page"].rows] == [parcel.number]


def test_a_seller_reads_no_list_of_what_waits(anna_reads, reference):
    assert anna_reads.get("/staff/waiting/").status_code in (403, 404)


def test_after_the_cut_off_the_next_flight_is_named(pavel_reads, opened, ready):
    ready(1)
    Flight.objects.update(cargo_cutoff=clock.now() - timedelta(hours=1))

    assert "1 parcel is ready too late for this flight" in page(pavel_reads, opened)


def test_bag_close_and_waiting_take_as_many_queries_for_three_as_for_one(
    pavel_reads, opened, ready, queries_of
):
    put(opened, ready(1))
    [bag] = opened.bags.all()
    ready(1)
    waiting = "/staff/waiting/?channel=HRB-SVX&reason=ready"

    grows_not(queries_of, pavel_reads, waiting, lambda: ready(2))
    for path in (f"/staff/bags/{bag.number}/", f"/staff/consolidations/{opened.mawb}/close/"):
        grows_not(queries_of, pavel_reads, path, lambda: put(opened, ready(2)))
    htmx = f"/staff/consolidations/{opened.mawb}/?uld={bag.uld.number}"
    grows_not(
        queries_of,
        pavel_reads,
        htmx,
        lambda: [make_bag(consolidation=opened, by=BY, at=NOON) for _ in range(2)],
    )
