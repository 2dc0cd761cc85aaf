"""The list of orders at work: pasted numbers, views, columns, and what is done to many."""

import re

import pytest

from shipments.bulk.models import BulkAction
from shipments.exports.models import ExportRun
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.saved_views.models import SavedView
from shipments.stock.models import StockLevel
from shipments.tasks import run_bulk_actions, run_exports
from tests.browsers import grows_not
from tests.machines import order_body

LINE = {"sku": "CUP-1", "quantity": 1, "unit_price": "1290.50", "shipping": "100.00"}
pytestmark = pytest.mark.usefixtures("key_for")


@pytest.fixture
def place(key_for, anna_shop, stocked):
    """Anna's orders arrive and are paid."""
    stocked(anna_shop, pieces=1_000)
    machine = key_for(anna_shop)

    def make(*numbers: str) -> list[int]:
        orders = [order_body(number, lines=[LINE]) for number in numbers]
        machine.post("orders/bulk/", {"orders": orders})
        for number in numbers:
            machine.post(f"orders/{number}/pay/")
        return list(Order.objects.filter(number__in=numbers).values_list("pk", flat=True))

    return make


def token_of(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]


def confirm(client, **choice: str):
    """Look at what will happen, then do it; the address of the action's page."""
    shown = client.post("/seller/selection/", choice)
    assert shown.status_code == 200
    given = {**choice, "token": token_of(shown), "why": "sold out"}
    return client.post("/seller/selection/do/", given)


def text_of(answer) -> str:
    return answer.content.decode()


def test_pasted_numbers_are_listed_and_the_unknown_are_named(anna_reads, place):
    place("A-1", "A-2")

    answer = anna_reads.post("/seller/paste/", {"numbers": "A-1\nNONE-7, "}, follow=True)

    assert [order.number for order in answer.context["page"].rows] == ["A-1"]
    assert answer.context["missing"] == ["NONE-7"]
    assert [chip.value for chip in answer.context["panel"].chips] == ["2"]


def test_numbers_are_found_as_shops_write_them(anna_reads, place, make_parcels):
    place("shop-1x")
    [parcel] = make_parcels(1)
    Parcel.objects.update(last_mile_number="LM77")

    pasted = f"shop-1x {parcel.number.lower()} lm77 none-1"
    answer = anna_reads.post("/seller/paste/", {"numbers": pasted}, follow=True)

    found = {order.pk for order in answer.context["page"].rows}
    assert found == {Order.objects.get(number="shop-1x").pk, parcel.order_id}
    assert answer.context["missing"] == ["none-1"]


@pytest.mark.parametrize("many", [0, 1_000])
def test_a_name_of_few_and_of_many_is_found_alike(anna_reads, place, monkeypatch, many):
    """The two ways to ask the database give the same."""
    monkeypatch.setattr("shipments.orders.filters.MANY", many)
    place("A-1", "B-1")

    rows = {
        text: [
            o.number for o in anna_reads.get(f"/seller/orders/?search={text}").context["page"].rows
        ]
        for text in ("иван", "B-", "Петров", "A-1")
    }

    assert rows == {"иван": ["B-1", "A-1"], "B-": ["B-1"], "Петров": [], "A-1": ["A-1"]}


def test_what_is_promised_before_a_day_is_found(anna_reads, place):
    place("A-1", "A-2")
    Order.objects.filter(number="A-1").update(
        ordered_at="2026-11-02T23:00:00Z", promised_to="2026-11-03"
    )
    Order.objects.filter(number="A-2").update(promised_to="2026-12-24")

    page = anna_reads.get("/seller/orders/?promised_before=2026-11-04").context["page"]

    assert [order.number for order in page.rows] == ["A-1"]


def test_another_seller_s_number_is_as_unknown_as_any(boris_reads, place):
    place("A-1")

    answer = boris_reads.post("/seller/paste/", {"numbers": "A-1"}, follow=True)

    assert answer.context["missing"] == ["A-1"]


def test_a_view_is_kept_and_found_again(anna_reads, place):
    place("A-1")

    answer = anna_reads.post(
        "/seller/views/", {"name": "Paid", "query": "status=paid"}, follow=True
    )

    assert 'href="?status=paid"' in text_of(answer)
    anna_reads.post(f"/seller/views/{SavedView.objects.get().pk}/drop/")
    assert not SavedView.objects.exists()


def test_a_kept_view_is_named_anew(anna_reads, place):
    place("A-1")
    for name in ("Paid", "Late"):
        anna_reads.post("/seller/views/", {"name": name, "query": "status=paid&pasted=1"})
    view = SavedView.objects.get(name="Paid")

    anna_reads.post(f"/seller/views/{view.pk}/name/", {"name": "Money is here"})
    refused = anna_reads.post(f"/seller/views/{view.pk}/name/", {"name": "Late"}, follow=True)

    assert "no other view has" in text_of(refused)
    named = SavedView.objects.values_list("name", "query").order_by("name")
    assert list(named) == [("Late", "status=paid"), ("Money is here", "status=paid")]


def test_the_way_to_an_order_and_back_keeps_filter_and_place(anna_reads, place):
    place("A-1")

    text = text_of(anna_reads.get("/seller/orders/?status=paid&city="))
    href = re.search(r'href="(/seller/orders/A-1/[^"]+)"', text)[1]
    back = text_of(anna_reads.get(href.replace("&amp;", "&")))

    assert 'href="/seller/orders/?status=paid&amp;city="' in back


def test_how_many_fit_is_said(anna_reads, place):
    place("A-1", "A-2", "B-1")

    assert "all that fit: 2 orders" in text_of(anna_reads.get("/seller/orders/?search=A-"))


def test_a_chosen_status_can_be_taken_off_deep_in_the_list(anna_reads, place):
    place("A-1", "A-2")
    [last, _] = Order.objects.order_by("-pk")

    after = f"{last.ordered_at.isoformat().replace('+', '%2B')}~{last.pk}"
    answer = anna_reads.get(f"/seller/orders/?status=paid&after={after}")

    assert [word for word, *_ in answer.context["statuses"]] == ["paid"]


def test_chosen_columns_are_remembered(anna_reads, place):
    place("A-1")
    anna_reads.post("/seller/columns/", {"column": ["sum"]})

    text = text_of(anna_reads.get("/seller/orders/"))

    assert "CUP-1" not in text
    assert "1,390.50" in text, "goods and shipping"


def test_what_narrows_the_list_can_be_taken_off(anna_reads, place):
    answer = anna_reads.get("/seller/orders/?city=X&sku=CUP-1")

    hrefs = [chip.href for chip in answer.context["panel"].chips]
    assert hrefs == ["?sku=CUP-1", "?city=X"]


def test_days_are_chosen_from_a_calendar_on_the_seller_s_clock(anna_reads, place):
    """Five minutes past midnight in Harbin is the evening before in UTC."""
    place("A-1", "A-2")
    Order.objects.filter(number="A-1").update(ordered_at="2026-11-02T16:05:00Z")
    Order.objects.filter(number="A-2").update(ordered_at="2026-11-02T15:55:00Z")

    def found(query: str) -> list[str]:
        rows = anna_reads.get(f"/seller/orders/?{query}").context["page"].rows
        return [order.number for order in rows]

    assert found("created_after=2026-11-03") == ["A-1"]
    assert found("created_before=2026-11-03") == ["A-2"]
    assert found("created_after=2026-11-02T16:00:00Z") == ["A-1"]

    ask = {"do": "csv", "all": "1", "query": "created_after=2026-11-03"}
    anna_reads.post("/seller/selection/", ask)
    run_exports()
    text = bytes(ExportRun.objects.get().content).decode()
    assert ("A-1" in text, "A-2" in text) == (True, False)


def test_what_narrows_the_list_is_told_in_words(anna_reads, place):
    query = "stuck=true&created_after=2026-11-03&stage=in_flight&blocker=no_weight&city=X"

    chips = anna_reads.get(f"/seller/orders/?{query}").context["panel"].chips

    told = {chip.name: chip.value for chip in chips}
    assert (told["stuck"], told["created_after"], told["city"]) == ("yes", "3 Nov 26", "X")
    assert told["stage"] != "in_flight"


def test_orders_are_found_by_the_stage_of_their_parcels(
    anna_reads, make_parcels, anna_shop, happen
):
    flying, waiting = make_parcels(2)
    happen([flying], "created", "packed", "departed")

    rows = anna_reads.get("/seller/orders/?stage=in_flight").context["page"].rows

    assert [order.pk for order in rows] == [flying.order_id]
    assert waiting.order_id not in [order.pk for order in rows]


def test_anna_cancels_many_and_takes_it_back(anna_reads, place):
    ids = place("A-1", "A-2", "A-3")
    reserved = StockLevel.objects.get().reserved

    done = confirm(anna_reads, do="cancel", chosen=",".join(map(str, ids)))
    run_bulk_actions()
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}
    assert "3 done" in text_of(anna_reads.get(done["Location"]))

    anna_reads.post(done["Location"] + "undo/")
    run_bulk_actions()

    assert set(Order.objects.values_list("status", flat=True)) == {"paid"}
    assert StockLevel.objects.get().reserved == reserved


def test_all_that_fit_are_cancelled_and_the_others_left(anna_reads, place):
    place("A-1", "B-1", "B-2")

    confirm(anna_reads, do="cancel", all="1", query="search=B-")
    run_bulk_actions()

    kept = Order.objects.exclude(status="cancelled").values_list("number", flat=True)
    assert list(kept) == ["A-1"]


@pytest.mark.parametrize(
    "query", ["created_after=soon", "status=asleep", "stage=x", "stuck=1&promised_before=x"]
)
def test_what_is_no_filter_fits_nothing_rather_than_all(anna_reads, place, query):
    place("A-1")

    shown = anna_reads.get(f"/seller/orders/?{query}")
    anna_reads.post(
        "/seller/selection/do/", {"do": "cancel", "all": "1", "query": query, "token": "t"}
    )
    run_bulk_actions()

    assert 'role="alert"' in text_of(shown)
    assert Order.objects.get().status == "paid"
    assert not BulkAction.objects.exists()


def test_the_next_page_keeps_every_chosen_status(anna_reads, place):
    place(*(f"A-{n}" for n in range(51)))

    page = anna_reads.get("/seller/orders/?status=paid&status=placed").context["page"]

    assert page.next_query.startswith("status=paid&status=placed&after=")


def test_what_is_placed_after_the_preview_is_no_part_of_it(anna_reads, place):
    place("A-1")
    shown = anna_reads.post("/seller/selection/", {"do": "cancel", "all": "1"})
    newest = re.search(r'name="newest" value="(\d+)"', text_of(shown))[1]
    place("A-2")

    given = {"do": "cancel", "all": "1", "why": "x", "token": "t", "newest": newest}
    anna_reads.post("/seller/selection/do/", given)
    run_bulk_actions()

    statuses = dict(Order.objects.values_list("number", "status"))
    assert statuses == {"A-1": "cancelled", "A-2": "paid"}


def test_the_preview_changes_nothing_and_two_confirmations_are_one_action(anna_reads, place):
    [pk] = place("A-1")
    shown = anna_reads.post("/seller/selection/", {"do": "cancel", "chosen": pk})
    assert Order.objects.get().status == "paid"
    assert not BulkAction.objects.exists()

    given = {"do": "cancel", "chosen": pk, "why": "x", "token": token_of(shown)}
    first, second = (anna_reads.post("/seller/selection/do/", given) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert BulkAction.objects.count() == 1


def test_boris_cancels_nothing_of_anna_s(boris_reads, place):
    [pk] = place("A-1")

    boris_reads.post("/seller/selection/do/", {"do": "cancel", "chosen": pk, "token": "t"})
    run_bulk_actions()

    assert Order.objects.get().status == "paid"


def test_held_parcels_are_held_and_freed_again(anna_reads, make_parcels, anna_shop, happen):
    parcels = make_parcels(2)
    happen(parcels, "created", "packed")

    done = confirm(anna_reads, do="hold", all="1")
    run_bulk_actions()
    assert Parcel.objects.filter(held=True).count() == 2

    anna_reads.post(done["Location"] + "undo/")
    run_bulk_actions()
    assert Parcel.objects.filter(held=True).count() == 0


def test_labels_of_chosen_orders_come_as_a_pdf(anna_reads, make_parcels, anna_shop):
    [parcel] = make_parcels(1)

    answer = anna_reads.post("/seller/selection/", {"do": "labels", "chosen": parcel.order_id})

    assert answer["Content-Type"] == "application/pdf"


def test_a_file_is_asked_for_made_and_taken(anna_reads, place):
    place("A-1", "A-2")

    page = anna_reads.post(
        "/seller/selection/", {"do": "csv", "all": "1", "query": "search=A-2"}, follow=True
    )
    assert 'hx-trigger="every 2s"' in text_of(page)
    run_exports()

    page = anna_reads.get("/seller/exports/")
    [run] = page.context["page"].rows
    text = text_of(anna_reads.get(f"/seller/exports/{run.number}/"))
    assert "A-2" in text
    assert "A-1" not in text


def test_nothing_chosen_is_said_and_nothing_is_done(anna_reads, place):
    place("A-1")

    answer = anna_reads.post("/seller/selection/", {"do": "cancel"}, follow=True)

    assert "Choose some orders first" in text_of(answer)
    assert not BulkAction.objects.exists()


def test_a_viewer_sees_no_actions_and_can_do_none(viewer, place):
    [pk] = place("A-1")

    text = text_of(viewer.client.get("/seller/orders/"))
    answer = viewer.client.post("/seller/selection/", {"do": "cancel", "chosen": pk})

    assert set(re.findall(r'name="do" value="(\w+)"', text)) == {"csv", "xlsx"}
    assert answer.status_code == 403


def test_a_viewer_finds_pasted_numbers_and_chooses_columns(viewer, place):
    place("A-1", "A-2")

    found = viewer.client.post("/seller/paste/", {"numbers": "A-2"}, follow=True)
    viewer.client.post("/seller/columns/", {"column": ["city"]})

    assert [order.number for order in found.context["page"].rows] == ["A-2"]
    assert viewer.client.session["order_columns"] == ["city"]


@pytest.mark.parametrize("action", ["labels", "cancel", "hold", ""])
def test_a_viewer_asks_for_a_table_and_nothing_else(viewer, place, action):
    place("A-1")

    viewer.client.post("/seller/selection/file/", {"do": action, "all": "1"})
    assert not ExportRun.objects.exists()
    assert not BulkAction.objects.exists()

    viewer.client.post("/seller/selection/file/", {"do": "xlsx", "all": "1"})
    assert [(one.form, one.total) for one in ExportRun.objects.all()] == [("xlsx", 1)]


def test_lists_take_as_many_queries_for_three_as_for_one(anna_reads, place, queries_of):
    place("A-1")
    anna_reads.post("/seller/selection/", {"do": "csv", "all": "1"})

    grows_not(queries_of, anna_reads, "/seller/orders/", lambda: place("A-2", "A-3"))
    ask = {"do": "csv", "all": "1"}
    more = [lambda: anna_reads.post("/seller/selection/", ask)] * 2
    grows_not(queries_of, anna_reads, "/seller/exports/", lambda: [one() for one in more])


def test_a_action_leads_back_to_the_list_it_came_from(anna_reads, place):
    place("A-1", "B-1")

    done = confirm(anna_reads, do="cancel", all="1", query="search=A-&status=paid")

    page = text_of(anna_reads.get(done.url))
    assert 'href="/seller/orders/?search=A-&amp;status=paid"' in page
