"""The cast as machines and browsers that call the API; where imported it stands for the actors."""

import pytest

from shipments.actor import Role
from shipments.parties.models import StaffMember, User
from tests.machines import Machine, sign_in


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
    """A planner, by browser."""
    user = User.objects.create_user("pavel")
    StaffMember.objects.create(user=user, roles=[Role.PLANNER, Role.WAREHOUSE])
    return sign_in(user)
