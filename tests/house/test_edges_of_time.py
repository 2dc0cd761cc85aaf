"""No form, filter, page or cursor breaks by the last day of a calendar or an offset of nowhere."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from shipments.moments import DayField, LocalMomentField, read_place
from tests.house.test_lists import readers

__all__ = ["readers"]
DAYS = ["0001-01-01", "9999-12-31"]
PLACES = ["2026-11-02T00:00:00+23:59~1", "9999-12-31~1", "2026-11-02T00:00:00~1", "²~²"]


def cursor(*values: Any) -> str:
    return urlsafe_b64encode(json.dumps([False, *values]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("day", DAYS)
def test_no_form_takes_a_day_beside_which_there_is_none(day):
    with pytest.raises(Exception, match="out of range"):
        DayField().clean(day)
    with pytest.raises(Exception, match="out of range"):
        LocalMomentField().clean(f"{day} 12:00")


def test_a_day_of_our_years_is_taken():
    assert str(DayField().clean("2026-11-02")) == "2026-11-02"
    assert str(read_place("2026-11-02")) == "2026-11-02 00:00:00+00:00"


@pytest.mark.parametrize("day", DAYS)
def test_the_board_of_such_a_week_is_today_s(readers, day):
    board = readers["pavel"].get("/staff/flights/", {"day_from": day, "day_to": day})

    assert board.status_code == 200


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "query", ["orders/?promised_before", "flights/?day_from", "flights/?day_to"]
)
def test_a_machine_is_told_that_nobody_means_such_a_day(hers, anna, query, day):
    answer = anna.get(f"{query}={day}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_shape")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("page", ["/seller/orders/", "/seller/parcels/", "/seller/exports/"])
def test_a_page_after_no_place_of_ours_is_the_first(readers, page, place):
    assert readers["anna"].get(page, {"after": place}).status_code == 200


@pytest.mark.parametrize(
    "values",
    [
        ("2026-11-02T00:00:00+23:59", 1),
        ("2026-11-02T00:00:00", 1),
        ("9999-12-31T00:00:00Z", 1),
        ("2026-11-02T00:00:00Z", float("inf")),
        ("2026-11-02T00:00:00Z", "\ud800"),
    ],
)
def test_a_cursor_that_is_none_of_ours_is_refused(hers, anna, values):
    answer = anna.get(f"orders/?cursor={cursor(*values)}")

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_shape")
