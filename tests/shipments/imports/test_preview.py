"""A file looked at before it is begun: what it says is what the import says, whatever is in it."""

import pytest
from django.db import connection

from shipments.imports import opened, preview
from shipments.imports.actions import Options
from shipments.imports.drafts import change_draft, confirm_import, draft_import, parse_draft
from shipments.imports.models import ImportRun
from shipments.imports.preview import Preview, preview_of
from shipments.imports.queries import next_draft
from shipments.orders.models import Order
from shipments.parties.models import Seller
from shipments.tasks import run_waiting_imports
from tests.factories.shop import make_product
from tests.shipments.imports.test_actions import ERRORS, csv, raises, row
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")


@pytest.fixture
def shop(anna):
    make_product(anna.seller_id)
    return anna


def draft(anna, content: bytes) -> ImportRun:
    seller = Seller.objects.get(pk=anna.seller_id)
    run = draft_import(
        kind="orders", content=content, filename="f", seller=seller, by=anna, at=NOON
    )
    return parsed(run)


def parsed(run: ImportRun) -> ImportRun:
    parse_draft(run=run, at=NOON)
    run.refresh_from_db()
    return run


def look(anna, run: ImportRun) -> Preview:
    return preview_of(run, by=anna, at=NOON)


@pytest.mark.parametrize(
    "rows",
    [
        [row("1"), row("2", sku="NO"), row("3", quantity="x"), row("1", note="other")],
        [row("1", seller_code="S002"), row("2", seller_code="")],
        [row("1", ordered_at="03/11/2026"), row("2", ordered_at="0001-01-01")],
        [row("1", sku=""), row("1")],
    ],
)
def test_the_trial_says_what_the_import_will_say(shop, boris, rows):
    run = draft(shop, csv(*rows))

    told = look(shop, run)
    confirm_import(run=run, by=shop, at=NOON)
    run_waiting_imports()

    run.refresh_from_db()
    said = {word: getattr(run, word) for word in ("created", "refused")}
    assert dict(told.trial.groups) == {word: n for word, n in said.items() if n}
    assert {reason for _, _, reason in told.faults} == {
        reason for error in run.errors.all() for _, reason in error.faults
    }


def test_a_trial_leaves_nothing_behind(shop):
    look(shop, draft(shop, csv(row("1"))))

    assert Order.objects.count() == 0


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("place", ["parse_table", "reader_of"])
def test_a_fault_of_ours_is_a_sentence_and_no_broken_page(shop, monkeypatch, error, place):
    monkeypatch.setattr(opened, place, raises(error))
    run = draft(shop, csv(row("1")))

    told = look(shop, run)

    assert told.is_hopeless
    assert "a fault of ours" in told.problem


def test_a_day_that_may_be_two_is_read_as_the_seller_says(shop):
    run = draft(shop, csv(row("1", ordered_at="03/11/2026")))
    assert look(shop, run).trial.groups == {"refused": 1}

    change_draft(run=run, options=Options(day_first=True), columns={}, by=shop, at=NOON)

    [order] = look(shop, run).rows
    assert f"{order.ordered_at:%d.%m.%Y}" == "03.11.2026"


def test_a_head_without_rows_is_said(shop):
    told = look(shop, draft(shop, csv()))

    assert told.is_hopeless
    assert told.problem == "The file has column names but no rows."


def test_only_the_first_are_tried_and_it_is_said_how_many(shop, monkeypatch):
    monkeypatch.setattr(preview, "TRIED", 2)

    told = look(shop, draft(shop, csv(*(row(str(n)) for n in range(3)))))

    assert (told.tried, told.is_whole, told.trial.groups) == (2, False, {"created": 2})


def test_of_two_columns_for_one_of_ours_the_mapped_one_counts_and_the_other_is_told(shop):
    content = csv(row("1")).replace(b",note", b",Artikel").replace(b",90,", b",90,MUG")
    run = draft(shop, content.replace(b",MUG,", b",NO,"))

    change_draft(run=run, options=Options(), columns={"sku": "Artikel"}, by=shop, at=NOON)

    told = look(shop, run)
    assert told.unused == ["sku"]
    assert told.trial.groups == {"created": 1}


def test_nobody_waits_for_another_s_many_files(shop, boris):
    hers, his = (Seller.objects.get(pk=one.seller_id) for one in (shop, boris))
    given = [(hers, shop), (hers, shop), (hers, shop), (his, boris)]
    runs = [
        draft_import(kind="orders", content=b"a,b", filename="f", seller=one, by=by, at=NOON)
        for one, by in given
    ]

    begun: list[ImportRun] = []
    while draft := next_draft(after=begun):
        parse_draft(run=draft, at=NOON)
        begun.append(draft)

    assert begun == [runs[0], runs[3], runs[1], runs[2]]


def test_what_is_kept_of_a_file_cannot_be_read_in_the_database_and_ends_with_it(shop):
    run = draft(shop, csv(row("1", note="Щербаков")))
    confirm_import(run=run, by=shop, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT content, sample FROM shipments_importrun")
        content, sample = cursor.fetchone()
        assert "Щербаков".encode() not in bytes(content)
        assert "Щербаков" not in sample
        run_waiting_imports()
        cursor.execute("SELECT content, sample FROM shipments_importrun")
        assert cursor.fetchone() == (None, None)
    assert Order.objects.get().note == "Щербаков"
