"""Statuses as badges."""

import pytest
from django.utils.translation import override

from shipments.cases.models import Case
from shipments.flights.models import Leg
from shipments.imports.models import ImportRun
from shipments.orders.models import Order
from shipments.parcels.models import ExportClearance, ImportClearance, Movement
from shipments.web.templatetags.badges import (
    clearance_badge,
    flight_tone,
    movement_badge,
    order_badge,
    tone,
)

EVERY = [
    *((order_badge, one) for one in Order.Status.values),
    *((movement_badge, one) for one in Movement.values),
    *((clearance_badge, one) for one in (*ExportClearance.values, *ImportClearance.values)),
]


@pytest.mark.parametrize(("badge", "status"), EVERY)
def test_every_status_has_words_beside_its_colour(badge, status):
    shown = badge(status)

    assert shown.startswith("<span")
    assert not shown.endswith("></span>")


def test_a_refusal_is_red_and_names_itself_in_the_reader_s_language():
    with override("ru"):
        shown = clearance_badge("refused")

    assert shown.startswith('<span class="badge bad">')
    assert "отказ" in shown


def test_what_has_not_begun_is_not_put_forward():
    assert "badge" not in clearance_badge("not_filed")


def test_a_thing_has_the_colour_of_its_status():
    assert tone(ImportRun(status=ImportRun.Status.DONE), "status") == "good"
    assert tone(Case(kind=Case.Kind.LOST), "kind") == "bad"
    assert flight_tone(Leg.Status.SCHEDULED) == ""


def test_a_status_that_came_later_is_no_fault():
    assert tone(ImportRun(status="never heard of"), "status") == "info"
    assert flight_tone("never heard of") == "info"
