"""A list made into a file: exactly what was filtered, and nobody else's."""

import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from shipments.actor import system
from shipments.errors import BadInput, NotAllowed
from shipments.exports.actions import TRIES, run_export, run_open_exports, start_export
from shipments.exports.models import ExportRun
from shipments.exports.orders import rows_of
from shipments.parties.models import Membership, User
from shipments.runs.actions import run_job
from tests.factories.shop import make_product, place
from tests.world import NOON

pytestmark = pytest.mark.usefixtures("channel")
BY = system("run_exports")


@pytest.fixture
def asker(anna):
    """Anna with a row of her own, as one who has signed in."""
    user = User.objects.create_user("anna")
    Membership.objects.create(user=user, seller_id=anna.seller_id, level="seller_owner")
    make_product(anna.seller_id)
    return type(anna)("anna", anna.roles, user.pk, anna.seller_id)


def written(by, form: str = "csv", **params) -> ExportRun:
    run = start_export(kind="orders", form=form, params=params, by=by, at=NOON)
    run_export(run=run, by=BY, at=NOON)
    return ExportRun.objects.get(pk=run.pk)


def rows(run: ExportRun) -> list[list[str]]:
    return list(csv.reader(io.StringIO(bytes(run.content).decode("utf-8-sig"))))


def test_a_csv_holds_just_what_was_filtered(asker):
    place(asker, "A-1", city="Тагил")
    place(asker, "A-2", city="Омск")

    run = written(asker, query="city=Омск")

    header, *found = rows(run)
    assert (run.status, run.done, run.total) == ("done", 1, 1)
    assert [row[0] for row in found] == ["A-2"]
    told = dict(zip(header, found[0], strict=True))
    assert (told["Goods"], told["Sum with shipping"]) == ("1000.00", "1090.00")
    assert (told["Ordered, UTC+8"], told["Paid, UTC+8"]) == ("2026-11-02 20:00", "")
    assert (told["Marketplace"], told["Rate, RUB for a CNY"]) == ("own file", "12.278")


def test_what_was_searched_for_is_kept_no_longer_than_the_file_needs_it(asker):
    place(asker, "A-1", city="Омск")

    done = written(asker, query="city=Омск")
    failed = start_export(
        kind="orders", form="csv", params={"query": "city=Омск"}, by=asker, at=NOON
    )
    ExportRun.objects.filter(pk=failed.pk).update(attempts=TRIES)
    run_export(run=ExportRun.objects.get(pk=failed.pk), by=BY, at=NOON)

    failed.refresh_from_db()
    assert (done.status, done.params) == ("done", None)
    assert (failed.status, failed.params) == ("failed", None)


def test_an_xlsx_holds_the_chosen(asker):
    first, _ = place(asker, "A-1", "A-2")

    run = written(asker, form="xlsx", ids=[first.pk])

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(bytes(run.content))).get_sheet_by_index(0)
    head, row, last = sheet.to_python()
    told = dict(zip(head, row, strict=True))
    assert (row[0], last[0], head[2]) == ("A-1", "Total", "Ordered, UTC+8")
    assert told["Ordered, UTC+8"].isoformat() == "2026-11-02T20:00:00", "noon in UTC"
    assert (told["Goods"], told["Sum with shipping"]) == (1000, 1090)
    assert told["Promised by"] == first.promised_to


def test_what_looks_like_a_formula_is_text(asker):
    place(asker, "=1+1")

    assert rows(written(asker))[1][0] == "'=1+1"


def test_no_buyer_stands_in_a_file(asker):
    place(asker, "A-1")

    text = bytes(written(asker).content).decode()

    assert "Щербаков" not in text
    assert "example.com" not in text


def test_boris_s_file_holds_nothing_of_anna_s(asker, boris):
    [order] = place(asker, "A-1")

    with pytest.raises(BadInput):
        start_export(kind="orders", form="csv", params={"ids": [order.pk]}, by=boris, at=NOON)
    assert not ExportRun.objects.exists()


def test_nobody_asks_for_nothing(asker, nobody):
    place(asker, "A-1")

    with pytest.raises(NotAllowed):
        start_export(kind="orders", form="csv", params={}, by=nobody, at=NOON)


def test_who_may_print_no_label_asks_for_no_file_of_labels(asker, pavel, wei):
    place(asker, "A-1")

    with pytest.raises(NotAllowed):
        start_export(kind="labels", form="pdf", params={}, by=pavel, at=NOON)
    assert not ExportRun.objects.exists()

    start_export(kind="labels", form="pdf", params={}, by=wei, at=NOON)
    assert ExportRun.objects.get().kind == "labels"


def test_one_who_was_shut_out_meanwhile_gets_an_empty_file(asker):
    place(asker, "A-1")
    run = start_export(kind="orders", form="csv", params={}, by=asker, at=NOON)
    Membership.objects.all().delete()

    run_export(run=run, by=BY, at=NOON)

    assert "A-1" not in bytes(ExportRun.objects.get().content).decode()


def test_labels_of_orders_without_parcels_fail_with_a_sentence(asker):
    place(asker, "A-1")
    run = start_export(kind="labels", form="pdf", params={}, by=asker, at=NOON)

    run_export(run=run, by=BY, at=NOON)

    run.refresh_from_db()
    assert (run.status, "packing" in run.error) == ("failed", True)


def test_a_killed_job_writes_the_file_anew_and_a_second_one_nothing(asker):
    place(asker, "A-1")
    run = start_export(kind="orders", form="csv", params={}, by=asker, at=NOON)
    ExportRun.objects.update(status="running")
    run.refresh_from_db()

    run_export(run=run, by=BY, at=NOON)

    run.refresh_from_db()
    assert run.status == "done"


def waiting(by, **params) -> ExportRun:
    return start_export(kind="orders", form="csv", params=params, by=by, at=NOON)


def test_a_file_that_cannot_be_written_has_failed_with_a_sentence_and_stops_no_other(
    asker, monkeypatch
):
    place(asker, "A-1", city="Тагил")
    place(asker, "A-2", city="Омск")
    bad, good = waiting(asker, query="city=Тагил"), waiting(asker)

    def raising(orders, zone):
        if orders.count() == 1:
            raise OverflowError("Щербаков")
        return rows_of(orders, zone)

    monkeypatch.setattr("shipments.exports.actions.rows_of", raising)
    with run_job("run_exports", at=NOON) as job:
        assert run_open_exports(by=BY, at=NOON) == 2

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == ("failed", "done")
    assert bad.error == "The file could not be written, for a fault of ours. Ask for it once more."
    assert [one.item for one in job.failures] == [f"export {bad.number}"]
    assert run_open_exports(by=BY, at=NOON) == 0


def test_a_file_that_kills_its_job_each_time_is_given_up_and_the_next_is_written(
    asker, monkeypatch
):
    place(asker, "A-1")
    bad, good = waiting(asker), waiting(asker)

    def killed(*args, **named):
        raise KeyboardInterrupt

    monkeypatch.setattr("shipments.exports.actions.write", killed)
    for _ in range(TRIES):
        with pytest.raises(KeyboardInterrupt):
            run_open_exports(by=BY, at=NOON)
    monkeypatch.undo()
    run_open_exports(by=BY, at=NOON)

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, good.status) == ("failed", "done")
    assert "again and again" in bad.error
