"""A file is looked at before it is read in earnest: recognised, mapped by hand, tried, begun."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from shipments.catalogue.models import Product
from shipments.imports.models import ColumnMap, ImportRun
from shipments.orders.models import Order
from shipments.tasks import parse_drafts, run_waiting_imports
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
    parse_drafts()
    return answer["Location"]


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


def test_nothing_is_made_before_it_is_begun(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1"), row("F-2", sku="NO")]))

    answer = anna_reads.get(path)

    told = answer.context["told"]
    assert (told.layout, told.encoding, told.delimiter) == ("plain", "utf-8-sig", ",")
    assert told.trial.groups == {"created": 1, "refused": 1}
    assert told.is_whole
    assert "SKU NO is not in the catalogue" in answer.content.decode()
    assert not Order.objects.exists()
    run_waiting_imports()
    assert ImportRun.objects.get().status == "draft"


def begin(client, path: str, **changes: str) -> None:
    """Begin with a draft in earnest as its page shows it, and let the job do it."""
    ours = client.get(path).context["ours"]
    shown = {f"column-{column.name}": theirs for column, theirs in ours}
    client.post(path + "draft/", {**READ, **shown, **changes, "begin": "1"})
    run_waiting_imports()


def test_begun_it_waits_for_the_job_and_the_page_tells_how_far_it_is(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    anna_reads.post(path + "draft/", {**READ, "begin": "1"})

    assert "The file waits for its turn." in text_of(anna_reads, path)
    assert not Order.objects.exists()
    ImportRun.objects.update(status="running", rows_total=40, rows_created=10)
    text = text_of(anna_reads, path)
    assert 'max="40" value="10"' in text
    assert "10 of 40 rows done." in text
    assert 'hx-trigger="every 1s"' in text


def test_begun_it_is_read_and_its_reasons_are_grouped(anna_reads, shop):
    rows = [row("F-1"), row("F-2", sku="NO"), row("F-3", sku="NO")]
    path = give(anna_reads, "\n".join([HEADER, *rows]))

    begin(anna_reads, path)

    assert Order.objects.get().number == "F-1"
    [(kind, [reason], errors)] = anna_reads.get(path).context["kept"]
    assert (kind, reason.rows, reason.line, reason.examples) == ("refused", 2, 3, ())
    assert len(errors) == 2
    assert "Import finished: 1 created." in text_of(anna_reads, path)


def test_strange_columns_are_guessed_or_mapped_by_hand_and_remembered(anna_reads, shop):
    rows = OWN + "B-7;2026-11-02 10:00;CUP-1;1;1290.50;Омск\n"
    path = give(anna_reads, rows, "gb18030")
    assert anna_reads.get(path).context["told"].missing == ["order_number"]

    begin(anna_reads, path, **guessed())

    assert Order.objects.get().city == "Омск"
    assert ColumnMap.objects.get().columns["order_number"] == "Bestellung"
    again = give(anna_reads, rows.replace("B-7", "B-8"), "gb18030")
    assert anna_reads.get(again).context["told"].missing == []


def guessed() -> dict[str, str]:
    theirs = {
        "order_number": "Bestellung",
        "ordered_at": "下单时间",
        "sku": "货号",
        "quantity": "数量",
        "unit_price": "цена",
        "city": "город",
    }
    return {f"column-{name}": head for name, head in theirs.items()}


def test_what_lacks_a_needed_column_cannot_begin(anna_reads, shop):
    path = give(anna_reads, "a;b\n1;2\n")

    answer = anna_reads.post(path + "draft/", {**READ, "begin": "1"}, follow=True)

    assert "belong to no order layout" in answer.content.decode()
    assert ImportRun.objects.get().status == "draft"


def test_refused_rows_come_back_under_their_own_headings(anna_reads, shop):
    path = give(anna_reads, OWN + "B-7;2026-11-02 10:00;NO;1;1290.50;Омск\n")
    begin(anna_reads, path, **guessed())

    text = anna_reads.get(path + "errors.csv").content.decode("utf-8-sig")

    assert text.splitlines()[0].startswith("Bestellung;下单时间;货号")
    assert text.splitlines()[1].startswith("B-7;")


def test_two_clicks_begin_it_once(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    for _ in range(2):
        anna_reads.post(path + "draft/", {**READ, "begin": "1"})
        run_waiting_imports()

    assert Order.objects.count() == 1
    assert ImportRun.objects.get().created == 1


def test_what_is_no_table_is_said_on_its_page_and_cannot_begin(anna_reads, shop):
    path = give(anna_reads, "\x00\x01\x02")

    assert "neither a CSV file nor an Excel sheet" in text_of(anna_reads, path)
    anna_reads.post(path + "draft/", {**READ, "begin": "1"})
    assert ImportRun.objects.get().status == "draft"


def test_the_page_waits_for_the_job_and_asks_again_until_the_file_is_parsed(anna_reads, shop):
    file = SimpleUploadedFile("x.csv", "\n".join([HEADER, row("F-1")]).encode(), "text/csv")
    path = anna_reads.post("/seller/imports/", {"file": file, "kind": "orders"})["Location"]

    assert 'hx-trigger="every 1s"' in text_of(anna_reads, path)
    assert anna_reads.post(path + "draft/", {**READ, "begin": "1"}).status_code == 302
    assert ImportRun.objects.get().status == "draft"
    parse_drafts()
    assert anna_reads.get(path, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert anna_reads.get(path).context["told"].trial.groups == {"created": 1}


def test_boris_begins_nothing_of_anna_s(anna_reads, boris_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    assert boris_reads.post(path + "draft/", {**READ, "begin": "1"}).status_code == 404
    assert not Order.objects.exists()


def test_a_viewer_sees_no_row_of_a_file_that_is_not_begun(anna_reads, viewer, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    assert "F-1" not in text_of(viewer.client, path)
    assert viewer.client.post(path + "draft/", {**READ, "begin": "1"}).status_code == 403


def test_columns_that_are_not_used_are_named_before_the_import(anna_reads, shop):
    lines = [HEADER + ",Farbe,reason", row("F-1") + ",rot,x"]
    path = give(anna_reads, "\n".join(lines))

    assert anna_reads.get(path).context["told"].unused == ["Farbe"]
    assert "These columns of your file are not used: Farbe." in text_of(anna_reads, path)


def test_rows_are_shown_as_they_will_be_read_and_nobody_is_told(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    anna_reads.post(path + "draft/", {**READ, "timezone": "Europe/Moscow"})

    text = text_of(anna_reads, path)
    assert "2026-11-01 10:00" in text or "10:00" in text
    assert "И. И." in text
    assert "*** 6789" in text
    for secret in ("Иванов", "79123456789", "i@example.ru", "Ленина"):
        assert secret not in text


def test_all_faults_of_a_row_are_told_at_once(anna_reads, shop):
    bad = row("F-1").replace("2026-11-01 10:00:00", "gestern").replace(",1,100.00", ",0.5,1e3")
    path = give(anna_reads, "\n".join([HEADER, bad, row("F-2")]))

    columns = {column for _, column, _ in anna_reads.get(path).context["told"].faults}
    begin(anna_reads, path)

    assert columns == {"ordered_at", "quantity", "unit_price"}
    error = ImportRun.objects.get().errors.get()
    assert {column for column, _ in error.faults} == columns
    [(_, reasons, _)] = anna_reads.get(path).context["kept"]
    assert {(one.column, one.rows) for one in reasons} == {(name, 1) for name in columns}
    text = anna_reads.get(path + "errors.csv").content.decode("utf-8-sig")
    assert all(f"{name}: " in text for name in columns)


def test_where_all_is_refused_the_button_says_so(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1", sku="NO")]))

    text = text_of(anna_reads, path)

    assert 'value="1" disabled' in text
    assert "Nothing can be imported" in text


def test_the_mapping_survives_when_the_errors_file_comes_back(anna_reads, shop):
    path = give(anna_reads, OWN + "B-7;2026-11-02 10:00;NO;1;1290.50;Омск\n")
    begin(anna_reads, path, **guessed())

    text = anna_reads.get(path + "errors.csv").content.decode("utf-8-sig")
    again = give(anna_reads, text.replace(";NO;", ";CUP-1;"))

    told = anna_reads.get(again).context["told"]
    assert (told.missing, told.unused, told.trial.groups) == ([], [], {"created": 1})


def test_the_rows_to_fix_are_given_as_a_sheet_too(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("=1+1", sku="NO")]))
    begin(anna_reads, path)

    answer = anna_reads.get(path + "errors.xlsx")

    [head, cells] = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    assert head[-1] == "reason"
    assert cells[0] == "=1+1"
    assert "SKU NO is not in the catalogue" in cells[-1]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["orders", "products"])
def test_a_template_has_our_columns_and_an_example_that_is_read(anna_reads, shop, kind, form):
    answer = anna_reads.get(f"/seller/imports/sample/?kind={kind}&form={form}")

    assert answer["Content-Disposition"] == f'attachment; filename="{kind}.{form}"'
    file = SimpleUploadedFile(f"{kind}.{form}", answer.content)
    path = anna_reads.post("/seller/imports/", {"file": file, "kind": kind})["Location"]
    parse_drafts()
    told = anna_reads.get(path).context["told"]
    assert (told.layout, told.unused, told.problem) == ("plain", [], None)
    assert len(told.rows) == 1


@pytest.mark.parametrize("query", ["kind=planes", "form=pdf", "kind=sellers"])
def test_there_is_no_other_template(anna_reads, shop, query):
    assert anna_reads.get(f"/seller/imports/sample/?{query}").status_code == 404


def test_the_upload_page_says_what_each_column_means(anna_reads, shop):
    text = text_of(anna_reads, "/seller/imports/")

    assert "passport_series" in text
    assert "Buyer&#x27;s INN" in text


def test_a_new_seller_s_first_products_come_in_with_names_of_her_own(anna_reads, shop):
    path = give(
        anna_reads,
        "商品编码,商品名称,重量,俄文名,海关编码\nX-1,杯子,350,Чашка,691200\n",
        kind="products",
    )

    assert anna_reads.get(path).context["told"].trial.groups == {"created": 1}
    begin(anna_reads, path)

    product = Product.objects.get(sku="X-1")
    assert (product.name_zh, product.weight_grams, product.name_ru) == ("杯子", 350, "Чашка")
    assert ImportRun.objects.get().error == ""


def test_a_fixed_file_is_dismissed(anna_reads, viewer, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1", sku="NO"), row("F-2")]))
    begin(anna_reads, path)
    assert path in text_of(anna_reads, "/seller/")
    assert viewer.client.post(path + "dismiss/").status_code == 403
    assert path in text_of(anna_reads, "/seller/")

    anna_reads.post(path + "dismiss/")

    assert path not in text_of(anna_reads, "/seller/")


def test_the_way_a_file_is_read_is_changed_and_kept(anna_reads, shop):
    text = "\n".join([HEADER, row("F-1")]).replace(",", ";")
    path = give(anna_reads, text, "cp1251")

    anna_reads.post(
        path + "draft/", {**READ, "encoding": "cp1251", "delimiter": ";", "day_first": "yes"}
    )
    assert "The file is being read" in text_of(anna_reads, path)
    parse_drafts()

    run = ImportRun.objects.get()
    assert (run.encoding, run.delimiter, run.day_first) == ("cp1251", ";", True)
    assert anna_reads.get(path).context["told"].trial.groups == {"created": 1}


def test_a_choice_by_which_the_file_is_no_table_changes_nothing(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, row("F-1")]))

    anna_reads.post(path + "draft/", {**READ, "encoding": "klingon"})

    assert ImportRun.objects.get().encoding == ""


def test_a_preview_of_four_thousand_orders_is_quick(anna_reads, shop):
    path = give(anna_reads, "\n".join([HEADER, *(row(f"F-{n}") for n in range(4_000))]))

    answer = anna_reads.get(path)

    told = answer.context["told"]
    assert (told.tried, told.is_whole) == (200, False)
    assert "The first 200 orders were tried" in answer.content.decode()
