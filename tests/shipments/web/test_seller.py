"""The seller's pages: orders, one order, files."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shipments import clock
from shipments.actor import system
from shipments.imports.models import ImportRun
from shipments.orders.models import Order
from shipments.packing.actions import pack_orders
from shipments.parcels.models import Parcel
from shipments.tasks import parse_drafts, run_waiting_imports
from tests.browsers import grows_not
from tests.machines import order_body
from tests.shipments.api.test_imports import HEADER, row


@pytest.fixture
def place(key_for, anna_shop, stocked):
    """Anna's orders arrive and are paid."""
    stocked(anna_shop)
    machine = key_for(anna_shop)

    def make(*numbers: str) -> None:
        for number in numbers:
            machine.post("orders/", order_body(number, lines=[{**LINE}]))
            machine.post(f"orders/{number}/pay/")

    return make


LINE = {"sku": "CUP-1", "quantity": 1, "unit_price": "1290.50", "shipping": "100.00"}


def pack() -> Parcel:
    paid = list(Order.objects.filter(status="paid"))
    return pack_orders(orders=paid, by=system("t"), at=clock.now())[0]


def upload(client, *rows: str, name: str = "orders.csv", **fields: str):
    content = "\n".join([HEADER, *rows]).encode()
    file = SimpleUploadedFile(name, content, "text/csv")
    given = client.post("/seller/imports/", {"file": file, "kind": "orders", **fields})
    read = {"layout": "auto", "policy": "reject-rows", "timezone": "Asia/Shanghai", "begin": "1"}
    path = given["Location"] if given.status_code == 302 else "/seller/imports/x/"
    parse_drafts()
    return client.post(path + "draft/", read, follow=True)


def test_orders_are_listed_for_their_seller_alone(anna_reads, boris_reads, place):
    place("A-1")

    assert "A-1" in anna_reads.get("/seller/orders/").content.decode()
    assert "A-1" not in boris_reads.get("/seller/orders/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"A-1", "A-2"}),
        ("search=A-2", {"A-2"}),
        ("search=Иванов", {"A-1", "A-2"}),
        ("search=Петров", set()),
        ("status=cancelled", {"A-2"}),
        ("status=paid&status=cancelled", {"A-1", "A-2"}),
        ("blocker=out_of_stock", set()),
        ("marketplace=shopify", set()),
        ("sku=CUP-1", {"A-1", "A-2"}),
        ("sku=NONE", set()),
        ("city=Екатеринбург", {"A-1", "A-2"}),
        ("city=%20екатеринбург%20", {"A-1", "A-2"}),
        ("city=Екатерин", set()),
        ("promised_before=not-a-day", set()),
        ("after=9999999999999999999999~x", {"A-1", "A-2"}),
    ],
)
def test_a_filter_shows_what_it_says(anna_reads, place, query, found):
    place("A-1", "A-2")
    anna_reads.post("/seller/orders/A-2/cancel/", {"why": "changed her mind"})

    text = anna_reads.get(f"/seller/orders/?{query}").content.decode()

    assert {number for number in ("A-1", "A-2") if f"/orders/{number}/" in text} == found


def test_a_status_is_chosen_on_top_of_the_other_filters(anna_reads, place):
    place("A-1")

    text = anna_reads.get("/seller/orders/?city=Екатеринбург").content.decode()
    chosen = anna_reads.get("/seller/orders/?status=paid&city=Омск").content.decode()

    assert "status=paid" in text.split("chip")[2]
    assert quote("Екатеринбург") in text.split("chip")[2]
    assert '<input type="hidden" name="status" value="paid">' in chosen


def test_pages_follow_one_another_without_a_gap(anna_reads, place, monkeypatch):
    defaults = {"by": "", "size": 2, "rising": False}
    monkeypatch.setattr("shipments.web.base.keyset_page.__kwdefaults__", defaults)
    place(*(f"A-{n}" for n in range(1, 6)))

    seen, query = [], ""
    while True:
        page = anna_reads.get(f"/seller/orders/?{query}").context["page"]
        seen += [order.number for order in page.rows]
        if not page.next_query:
            break
        query = page.next_query

    assert seen == ["A-5", "A-4", "A-3", "A-2", "A-1"]


def test_a_long_list_takes_as_few_queries_as_a_short_one(anna_reads, place, queries_of):
    place("A-1")
    grows_not(queries_of, anna_reads, "/seller/orders/", lambda: place("A-2", "A-3"))


def test_an_order_shows_goods_money_and_the_parcel_s_story(anna_reads, place):
    place("A-1")
    parcel = pack()

    text = anna_reads.get("/seller/orders/A-1/").content.decode()

    assert all(word in text for word in ("CUP-1", "1,290.50", parcel.number, 'class="story"'))


@pytest.mark.parametrize("secret", ["123123", "4509", "500100732259"])
def test_an_order_s_page_shows_no_documents(anna_reads, place, secret):
    place("A-1")

    assert secret not in anna_reads.get("/seller/orders/A-1/").content.decode()


def test_an_order_is_cancelled_once_with_a_reason(anna_reads, place):
    place("A-1")

    silent = anna_reads.post("/seller/orders/A-1/cancel/", {"why": ""})
    told = anna_reads.post("/seller/orders/A-1/cancel/", {"why": "twice"}, follow=True)

    assert silent.status_code == 422
    assert "This field is required" in silent.content.decode()
    assert "notice success" in told.content.decode()
    assert Order.objects.get().status == "cancelled"


def test_a_refusal_is_said_and_changes_nothing(anna_reads, place, happen):
    place("A-1")
    parcel = pack()
    happen([parcel], "loaded", "departed", at=clock.now())

    told = anna_reads.post("/seller/orders/A-1/cancel/", {"why": "too late"}, follow=True)

    assert "notice error" in told.content.decode()
    assert Order.objects.get().status != "cancelled"


def test_a_action_needs_a_post(anna_reads, place):
    place("A-1")

    assert anna_reads.get("/seller/orders/A-1/cancel/").status_code == 405


def test_a_viewer_is_offered_no_action(viewer, place):
    place("A-1")

    order = viewer.client.get("/seller/orders/A-1/").content.decode()
    files = viewer.client.get("/seller/imports/").content.decode()

    assert "/cancel/" not in order
    assert 'type="file"' not in files


def test_a_file_is_taken_in_and_its_bad_rows_given_back(anna_reads, anna_shop, stocked):
    stocked(anna_shop)

    told = upload(anna_reads, row("F-1"), row("F-2", sku="NO"))
    run_waiting_imports()

    run = ImportRun.objects.get()
    text = anna_reads.get(f"/seller/imports/{run.number}/").content.decode()
    assert told.redirect_chain[-1][0] == f"/seller/imports/{run.number}/"
    assert (run.created, run.refused) == (1, 1)
    assert "NO" in text
    errors = anna_reads.get(f"/seller/imports/{run.number}/errors.csv")
    assert b"F-2" in errors.getvalue()
    assert errors["Content-Disposition"].startswith("attachment")


def test_refused_rows_are_no_file_for_who_gives_none_in(anna_reads, viewer, anna_shop, stocked):
    stocked(anna_shop)
    upload(anna_reads, row("F-2", sku="NO"))
    run_waiting_imports()
    path = f"/seller/imports/{ImportRun.objects.get().number}/"

    for form in ("csv", "xlsx"):
        assert viewer.client.get(f"{path}errors.{form}").status_code == 403
    text = viewer.client.get(path).content.decode()
    assert "errors.csv" not in text
    assert "no longer kept" not in text
    assert "errors.csv" in anna_reads.get(path).content.decode()


def test_a_file_that_is_no_table_keeps_the_form(anna_reads):
    file = SimpleUploadedFile("x.xlsx", b"\x00\x01nothing", "application/zip")
    fields = {"kind": "products", "layout": "auto", "policy": "reject-all"}

    path = anna_reads.post("/seller/imports/", {"file": file, **fields})["Location"]
    parse_drafts()

    assert "notice error" in anna_reads.get(path).content.decode()
    assert Order.objects.count() == 0


def test_the_files_of_another_are_not_there(anna_reads, boris_reads, anna_shop, stocked):
    stocked(anna_shop)
    upload(anna_reads, row("F-1"), row("F-2", sku="NO"))
    number = ImportRun.objects.get().number

    assert boris_reads.get(f"/seller/imports/{number}/").status_code == 404
    assert boris_reads.get(f"/seller/imports/{number}/errors.csv").status_code == 404
    assert number not in boris_reads.get("/seller/imports/").content.decode()


def test_a_list_of_files_takes_no_more_queries_for_more(anna_reads, anna_shop, stocked, queries_of):
    stocked(anna_shop)
    upload(anna_reads, row("F-1"))

    def more() -> None:
        upload(anna_reads, row("F-2"), name="b.csv")
        upload(anna_reads, row("F-3"), name="c.csv")

    grows_not(queries_of, anna_reads, "/seller/imports/", more)
