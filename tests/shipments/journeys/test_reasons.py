"""No reader meets a reason's raw word: each is a sentence, and an unknown one a general one."""

import re

import pytest
from django.test import Client

from shipments.actor import system
from shipments.flights.reasons import FlightReason, OffloadReason
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.journeys.queries import journey_of
from shipments.journeys.reasons import why_held, words_of
from shipments.parcels.models import Parcel
from shipments.tracking.queries import StoryLine
from tests.world import NOON

BY = system("t")


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    parcels = make_parcels(1)
    happen(parcels, "created", "packed")
    return Parcel.objects.get()


def hold(parcel: Parcel, reason: str) -> Hold:
    [placed] = place_holds(subject="parcel", ids=[parcel.pk], reason=reason, by=BY, at=NOON)
    parcel.refresh_from_db()
    return placed


def line(code: str, reason: str | None) -> StoryLine:
    return StoryLine(code, NOON, "Asia/Shanghai", "HRB", NOON, "t", reason)


@pytest.mark.parametrize("reason", Hold.Reason.values)
@pytest.mark.parametrize("language", ["ru", "zh-hans", "en"])
def test_every_reason_of_a_hold_is_a_sentence_of_its_own(reason, language):
    text = why_held(reason, language)

    assert text != reason
    assert len(text) > 6
    if reason != "other":
        assert text != why_held("nobody knows this word", language)


def test_an_unknown_reason_is_told_in_general():
    assert words_of(line("hold_placed", "xyz"), "en")[1] == why_held("other", "en")
    assert words_of(line("hold_placed", None), "en")[1] == why_held("other", "en")
    assert words_of(line("hold_released", "xyz"), "en") == ("Hold released", "")


@pytest.mark.parametrize("word", ["held", "another_flight"])
def test_a_consolidation_s_own_words_are_not_told(word):
    text, reason = words_of(line("offloaded", word), "en")

    assert word not in text
    assert reason == ""
    assert "takes the next flight" not in text


# Why it stays or goes otherwise is said by what happened itself.
TOLD_BY_THE_EVENT = {"held", "another_flight"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        *(("delayed", one) for one in FlightReason.values),
        *(("estimate_changed", one) for one in FlightReason.values),
        *(("offloaded", one) for one in OffloadReason.values if one not in TOLD_BY_THE_EVENT),
    ],
)
def test_a_chosen_reason_is_told_in_the_reader_s_language(code, reason):
    told = {words_of(line(code, reason), language)[1] for language in ("ru", "zh-hans", "en")}

    assert len(told) == 3
    assert reason not in told


def test_what_people_wrote_is_told_as_they_wrote_it():
    assert words_of(line("delayed", "Fog in Harbin"), "en") == ("Flight delayed", "Fog in Harbin")


@pytest.mark.parametrize("reason", Hold.Reason.values)
def test_the_buyer_reads_why_the_parcel_is_held_and_no_raw_word(visitor, parcel, reason):
    hold(parcel, reason)

    client = Client(headers={"accept-language": "en"})
    text = client.get(f"/track/{parcel.number}/").content.decode()

    assert why_held(reason, "en") in text
    assert f"— {reason}" not in text


def test_the_seller_s_order_page_says_the_same(anna_reads, parcel):
    hold(parcel, "customs")

    path = f"/seller/orders/{parcel.order.number}/"
    text = anna_reads.get(path, headers={"accept-language": "en"}).content.decode()

    assert f"Put on hold — {why_held('customs', 'en')}" in text
    assert not re.search(r"— customs<", text)


def test_of_several_holds_the_latest_that_stands_is_told(parcel):
    hold(parcel, "address")
    second = hold(parcel, "customs")

    assert journey_of(parcel, at=NOON).held_for == "customs"
    release_holds(holds=[second], by=BY, at=NOON)
    assert journey_of(parcel, at=NOON).held_for == "address"
