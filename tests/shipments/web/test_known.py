"""What was known of a parcel at a moment, for claims."""

import html
from datetime import timedelta

import pytest

from shipments.actor import system
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.intake import accept_events
from shipments.tracking.models import UnmappedEvent
from shipments.tracking.partner_event import RawEvent
from tests.factories.cases import make_case
from tests.world import NOON

LATER = NOON + timedelta(days=2)


@pytest.fixture
def page(make_parcels) -> str:
    """A case of a parcel that was packed, and was said two days later to have been detained."""
    [parcel] = make_parcels(1)
    for code, at in (("packed", NOON), ("export_detained", LATER)):
        record_events([NewEvent("parcel", parcel.pk, code, NOON, "test", code)], at=at)
    case = make_case(parcel, kind="question", stage="at_harbin", stage_since=NOON, opened_at=LATER)
    return f"/staff/cases/{case.pk}/"


def test_without_a_moment_all_is_told(pavel_reads, page):
    text = pavel_reads.get(page).content.decode()

    assert "Packed" in text
    assert "Detained by export customs" in text
    assert "As it was known" not in text


def test_what_was_recorded_later_is_left_out_by_the_reader_s_clock(pavel_reads, page):
    before = pavel_reads.get(page, {"known": "2026-11-04T19:59"}).content.decode()
    after = pavel_reads.get(page, {"known": "2026-11-04T20:00"}).content.decode()

    assert "Packed" in before
    assert "Detained by export customs" not in before
    assert "As it was known on 4 Nov 2026 19:59" in before
    assert "Detained by export customs" in after


def test_a_moment_that_is_none_is_said_and_stays_as_typed(pavel_reads, page):
    text = pavel_reads.get(page, {"known": "yesterday"}).content.decode()

    assert 'value="yesterday"' in text
    assert 'class="error"' in text
    assert "Detained by export customs" in text


def test_a_partner_s_unknown_words_are_shown_as_his_and_to_no_buyer(pavel_reads, page):
    parcel = Parcel.objects.get()
    raw = RawEvent(f"parcel:{parcel.number}", "cdek", "ZEBRA", NOON, "z", "", "<i>Полосатая</i>")
    accept_events([raw], by=system("cdek"), at=NOON)

    text = pavel_reads.get(page).content.decode()

    assert "<q>ZEBRA: &lt;i&gt;Полосатая&lt;/i&gt;</q>" in text
    assert "partner's own words" in html.unescape(text)
    assert "not understood" in text
    for path in (f"/track/{parcel.number}/", f"/t/{parcel.token}/"):
        assert "Полосатая" not in pavel_reads.get(path).content.decode()
    UnmappedEvent.objects.update(resolved_at=NOON)
    assert "Полосатая" not in pavel_reads.get(page).content.decode()
