"""The cast as machines and browsers that call the API; where imported it stands for the actors."""

import pytest

from shipments.actor import Role
from tests.cast import browser
from tests.machines import Machine


@pytest.fixture
def anna(key_for, anna_shop) -> Machine:
    return key_for(anna_shop)


@pytest.fixture
def boris(key_for, boris_shop) -> Machine:
    return key_for(boris_shop)


@pytest.fixture
def nobody(reference) -> Machine:
    return Machine()


@pytest.fixture
def pavel(reference) -> Machine:
    """A planner who helps in the warehouse, by browser."""
    return Machine(client=browser("pavel", Role.WAREHOUSE))
