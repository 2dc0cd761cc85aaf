"""Why something changed is a word and a note."""

import pytest

from shipments.flights.reasons import kept_reason, present_reason


@pytest.mark.parametrize(
    ("given", "note", "kept", "told"),
    [
        ("weather", "", ("weather", ""), "bad weather"),
        ("weather", "snow", ("weather", "snow"), "bad weather: snow"),
        ("fog", "Harbin", ("", "fog: Harbin"), "fog: Harbin"),
        ("fog", "", ("", "fog"), "fog"),
        ("", "", ("", ""), ""),
    ],
)
def test_a_chosen_reason_of_a_flight_is_a_word_and_a_written_one_a_note(given, note, kept, told):
    found = kept_reason(given, note)

    assert (found["reason"], found["note"]) == kept
    assert present_reason(**found) == told
