"""Each action that can be taken back is known to those who wait for it."""

from customs.bulk_actions.table import ACTIONS as OF_CUSTOMS
from shipments.bulk.undoing import DESKS, DONE_TO
from shipments.bulk_actions.table import ACTIONS


def test_every_action_that_can_be_taken_back_says_what_it_is_done_to():
    both = {**ACTIONS, **OF_CUSTOMS}

    assert {kind for kind, one in both.items() if one.revert} == set(DONE_TO)
    assert set(DESKS) == set(DONE_TO), "each says which desk may take it back"
