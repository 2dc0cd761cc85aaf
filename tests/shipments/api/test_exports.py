"""Files of orders over the wire."""

import pytest

from shipments.exports.models import ExportRun
from shipments.tasks import run_exports
from tests.machines import order_body
from tests.shipments.api.test_base import refused


@pytest.fixture
def orders(anna, stocked, anna_shop):
    stocked(anna_shop)
    for number in ("A-1", "A-2"):
        anna.post("orders/", order_body(number))


def test_a_file_is_asked_for_watched_and_taken(anna, orders):
    asked = anna.post("exports/", {"filter": {"search": ["A-2"]}})
    assert (asked.status_code, asked.json()["status"]) == (202, "waiting")
    number = asked.json()["number"]
    assert anna.get(f"exports/{number}/file/").status_code == 404

    run_exports()

    body = anna.get(f"exports/{number}/").json()
    assert (body["status"], body["done"], body["total"]) == ("done", 1, 1)
    file = anna.get(f"exports/{number}/file/")
    assert file["Content-Type"].startswith("text/csv")
    assert "A-2" in (text := file.content.decode("utf-8-sig"))
    assert "A-1" not in text


def test_a_list_of_statuses_is_a_filter(anna, orders):
    anna.post("orders/A-1/cancel/", {"why": "x"})

    asked = anna.post("exports/", {"form": "xlsx", "filter": {"status": ["cancelled"]}})

    assert (asked.json()["total"], asked.json()["form"]) == (1, "xlsx")


def test_a_day_without_a_time_and_a_yes_are_filters(anna, orders):
    wanted = {"created_after": ["2026-11-02"], "stuck": ["false"]}

    assert anna.post("exports/", {"filter": wanted}).json()["total"] == 2
    wanted["created_after"] = ["2026-11-03"]
    refused(anna.post("exports/", {"filter": wanted}), 422, "bad_size")


@pytest.mark.parametrize(
    "wrong",
    [{"citty": ["X"]}, {"status": ["asleep"]}, {"created_after": ["soon"]}, {"stage": ["x"]}],
)
def test_a_filter_that_is_none_exports_nothing_rather_than_all(anna, orders, wrong):
    refused(anna.post("exports/", {"filter": wrong}), 400, "bad_shape")
    assert not ExportRun.objects.exists()


def test_another_seller_s_file_is_not_there(anna, boris, orders):
    number = anna.post("exports/", {}).json()["number"]
    run_exports()

    for path in (f"exports/{number}/", f"exports/{number}/file/"):
        refused(boris.get(path), 404, "not_found")
    refused(boris.post("exports/", {}), 422, "bad_size")
    assert boris.get("exports/").json()["results"] == []


def test_a_key_without_the_scope_asks_for_nothing(key_for, anna_shop, orders):
    machine = key_for(anna_shop, "orders:read", "exports:read")

    refused(machine.post("exports/", {}), 403, "not_allowed")
    assert not ExportRun.objects.exists()
