"""What the authorities' codes mean to us, and above all what they do not."""

import pytest

from customs.messages.codes import CN_MAP, RU_MAP
from shipments.tracking.codes import CODES
from shipments.tracking.tracks import Track


@pytest.mark.parametrize("known", [CN_MAP, RU_MAP])
def test_every_meaning_is_an_event_of_ours_in_three_languages(known):
    for ours, *texts in known.values():
        assert ours in CODES
        assert len(texts) == 3
        assert all(texts)


def released(known: dict) -> set[str]:
    return {raw for raw, (ours, *_) in known.items() if CODES[ours].status == "released"}


def test_only_a_release_releases():
    assert released(RU_MAP) == {"10", "32"}
    assert released(CN_MAP) == {"800"}


@pytest.mark.parametrize("raw", ["50", "51", "62"])
def test_a_preliminary_decision_only_informs(raw):
    assert CODES[RU_MAP[raw][0]].status is None


def test_a_demand_of_payment_is_a_debt():
    assert CODES[RU_MAP["31"][0]].status == "duty_due"


@pytest.mark.parametrize("raw", ["33", "0", "11", "91", "20"])
def test_what_is_not_sourced_waits_for_a_person(raw):
    assert raw not in RU_MAP


def test_the_chinese_speak_of_export_and_the_russians_of_import():
    tracks = {CODES[ours].track for ours, *_ in CN_MAP.values()}
    assert tracks <= {Track.EXPORT, None}
    assert {CODES[ours].track for ours, *_ in RU_MAP.values()} <= {Track.IMPORT, None}


def test_sending_is_not_yet_accepting():
    assert {CN_MAP[raw][0] for raw in ("1", "2", "3", "4")} == {"info_received"}


def test_only_an_answer_about_a_list_moves_the_list():
    others = {raw: CODES[ours] for raw, (ours, *_) in CN_MAP.items() if "/" in raw}

    assert {raw for raw, ours in others.items() if ours.status} == {"606/399"}
    assert others["606/399"].code == "export_withdrawn"
