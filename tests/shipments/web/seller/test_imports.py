"""A file is looked at before it is read in earnest: recognised, mapped by hand, tried, begun."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shipments.imports.models import ColumnMap, ImportRun
from shipments.orders.models import Order
from shipments.tasks import run_waiting_imports
from tests.shipments.api.test_imports import HEADER, row

READ = {"layout": "auto", "policy": "reject-rows", "timezone": "Asia/Shanghai"}
OWN = "Bestellung;下单时间;货号;数量;цена;город\n"


@pytest.fixture
def shop(anna_shop, stocked):
    stocked(anna_shop)


def give(client, text: str, encoding: str = "utf-8", kind: str = "orders") -> str:
    """Give a file in; the path of its page."""
    file = SimpleUploadedFile("orders.csv", text.encode(encoding), "text/csv")
    answer = client.post("/seller/imports/", {"file": file, "kind": kind})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


def test_nothing_is_made_before_it_is_begun(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1"), row("F-2", sku="NO")]))

    answer = anna_reads.get(path)

    told = answer.context["told"]
    assert (told.layout, told.encoding, told.delimiter) == ("plain", "utf-8-sig", ",")
    assert (told.trial.created, len(told.trial.refused)) == (1, 1)
    assert "SKU NO is not in the catalogue" in answer.content.decode()
    assert not Order.objects.exists()
    run_waiting_imports()
    assert ImportRun.objects.get().status == "draft"


def test_begun_it_is_read_and_its_reasons_are_grouped(anna_reads, shop):
    rows = [row("F-1"), row("F-2", sku="NO"), row("F-3", sku="NO")]
    path = give(anna_reads, "\n".join([HEADER, *rows]))

    anna_reads.post(path + "draft/", {**READ, "begin": "1"})

    assert Order.objects.get().number == "F-1"
    [reason] = anna_reads.get(path).context["reasons"]
    assert (reason["n"], reason["line"]) == (2, 3)


def test_strange_columns_are_guessed_or_mapped_by_hand_and_remembered(anna_reads, shop):
    rows = OWN + "B-7;2026-11-02 10:00;CUP-1;1;1290.50;Омск\n"
    path = give(anna_reads, rows, "gb18030")
    assert anna_reads.get(path).context["told"].missing == ["order_number"]

    anna_reads.post(path + "draft/", {**READ, **guessed(), "begin": "1"})

    assert Order.objects.get().city == "Омск"
    assert ColumnMap.objects.get().columns["order_number"] == "Bestellung"
    again = give(anna_reads, rows.replace("B-7", "B-8"), "gb18030")
    assert anna_reads.get(again).context["told"].missing == []


def guessed() -> dict[str, str]:
    theirs = {"order_number": "Bestellung", "ordered_at": "下单时间", "sku": "货号",
              "quantity": "数量", "unit_price": "цена", "city": "город"}  # fmt: skip
    return {f"column-{name}": head for name, head in theirs.items()}


def test_what_lacks_a_needed_column_cannot_begin(anna_reads, shop):
    path = give(anna_reads, "a;b\n1;2\n")

    answer = anna_reads.post(path + "draft/", {**READ, "begin": "1"}, follow=True)

    assert "belong to no order layout" in answer.content.decode()
    assert ImportRun.objects.get().status == "draft"


def test_refused_rows_come_back_under_their_own_headings(anna_reads, shop):
    path = give(anna_reads, OWN + "B-7;2026-11-02 10:00;NO;1;1290.50;Омск\n")
    anna_reads.post(path + "draft/", {**READ, **guessed(), "begin": "1"})

    text = anna_reads.get(path + "errors.csv").content.decode("utf-8-sig")

    assert text.splitlines()[0].startswith("Bestellung;下单时间;货号")
    assert text.splitlines()[1].startswith("B-7;")


def test_two_clicks_begin_it_once(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    for _ in range(2):
        anna_reads.post(path + "draft/", {**READ, "begin": "1"})

    assert Order.objects.count() == 1
    assert ImportRun.objects.get().created == 1


def test_what_is_no_table_is_said_at_the_door(anna_reads, shop):
    file = SimpleUploadedFile("x.csv", b"\x00\x01\x02", "text/csv")

    answer = anna_reads.post("/seller/imports/", {"file": file, "kind": "orders"})

    assert answer.status_code == 422
    assert "neither a CSV file nor an Excel sheet" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_boris_begins_nothing_of_anna_s(anna_reads, boris_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    assert boris_reads.post(path + "draft/", {**READ, "begin": "1"}).status_code == 404
    assert not Order.objects.exists()


def test_a_viewer_sees_no_row_of_a_file_that_is_not_begun(anna_reads, viewer, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    assert "F-1" not in text_of(viewer.client, path)
    assert viewer.client.post(path + "draft/", {**READ, "begin": "1"}).status_code == 403
