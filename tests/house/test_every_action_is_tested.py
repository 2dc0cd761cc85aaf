"""Every action (it takes `by` and `at` by name) is named in a test."""

from tools.house.figures import unnamed_actions


def test_each_action_is_named_in_a_test():
    assert unnamed_actions() == []
