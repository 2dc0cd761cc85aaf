"""A user becomes an actor."""

import pytest
from django.contrib.auth.models import AnonymousUser

from shipments.access.actors import actor_of_user
from shipments.actor import NOBODY, Actor, Role
from shipments.parties.models import Membership, StaffMember, User


@pytest.fixture
def user(reference) -> User:
    return User.objects.create_user("u")


def test_nobody_is_nobody(user):
    assert actor_of_user(AnonymousUser()) == NOBODY
    assert actor_of_user(user).roles == {Role.NOBODY}


def test_a_member_acts_for_his_seller(user, anna_shop, django_assert_num_queries):
    Membership.objects.create(user=user, seller=anna_shop, level=Role.SELLER_VIEWER)

    with django_assert_num_queries(1):
        actor = actor_of_user(user)

    assert actor == Actor("u", frozenset({Role.SELLER_VIEWER}), user.pk, anna_shop.pk)
    assert not actor.can_write


def test_staff_act_in_their_roles_and_for_no_seller(user, anna_shop):
    Membership.objects.create(user=user, seller=anna_shop, level=Role.SELLER_OWNER)
    StaffMember.objects.create(user=user, roles=["warehouse", "finance", "no longer known"])

    actor = actor_of_user(user)

    assert actor.roles == {Role.WAREHOUSE, Role.FINANCE}
    assert actor.seller_id is None


def test_a_user_switched_off_is_nobody(user, anna_shop):
    Membership.objects.create(user=user, seller=anna_shop, level=Role.SELLER_OWNER)
    User.objects.update(is_active=False)

    assert actor_of_user(user).roles == {Role.NOBODY}
