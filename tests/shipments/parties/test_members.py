"""What a member of a company may, and how one is let go."""

from dataclasses import replace

import pytest

from shipments.actor import Actor, Right, Role
from shipments.errors import BadInput, NotAllowed, WrongState
from shipments.parties.invitations import change_level, remove_member
from shipments.parties.models import Membership, User
from tests.cast import anna
from tests.world import NOON

__all__ = ["anna"]


def member(anna: Actor, name: str, level: Role) -> Membership:
    user = User.objects.create_user(name)
    return Membership.objects.create(user=user, seller_id=anna.seller_id, level=level)


@pytest.fixture
def owner(anna) -> Membership:
    return member(anna, "anna", Role.SELLER_OWNER)


@pytest.fixture
def vera(anna, owner) -> Membership:
    return member(anna, "vera", Role.SELLER_VIEWER)


def kept(one: Membership) -> tuple[str, list[str] | None]:
    one.refresh_from_db()
    return one.level, one.rights


def test_another_level_brings_its_own_rights(anna, vera):
    change_level(member=vera, level=Role.SELLER_OPERATOR, by=anna, at=NOON)

    assert kept(vera) == ("seller_operator", None)


def test_an_owner_gives_a_member_rights_that_the_level_does_not(anna, vera):
    given = [Right.EXPORT, Right.IMPORT]

    change_level(member=vera, level=Role.SELLER_VIEWER, rights=given, by=anna, at=NOON)

    assert kept(vera) == ("seller_viewer", ["export", "import"])


def test_rights_that_nobody_touched_go_with_the_level_before(anna, vera):
    change_level(member=vera, level=Role.SELLER_OPERATOR, rights=[Right.EXPORT], by=anna, at=NOON)

    assert kept(vera) == ("seller_operator", None)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"level": "chief"}, "bad_level"),
        ({"level": "seller_operator", "rights": ["fly"]}, "bad_right"),
    ],
)
def test_what_is_no_level_or_no_right_is_refused_and_changes_nothing(anna, vera, asked, code):
    with pytest.raises(BadInput) as refused:
        change_level(member=vera, by=anna, at=NOON, **asked)

    assert refused.value.code == code
    assert kept(vera) == ("seller_viewer", None)


def test_an_operator_changes_nobody_s_level(anna, vera):
    operator = replace(anna, roles=frozenset({Role.SELLER_OPERATOR}))

    with pytest.raises(NotAllowed):
        change_level(member=vera, level=Role.SELLER_OWNER, by=operator, at=NOON)

    assert kept(vera) == ("seller_viewer", None)


def test_the_last_owner_stays_one(anna, owner):
    with pytest.raises(WrongState):
        change_level(member=owner, level=Role.SELLER_VIEWER, by=anna, at=NOON)
    with pytest.raises(WrongState):
        remove_member(member=owner, by=anna, at=NOON)

    assert kept(owner) == ("seller_owner", None)


def test_who_is_let_go_signs_in_no_more(anna, vera):
    remove_member(member=vera, by=anna, at=NOON)

    assert not User.objects.get(username="vera").is_active
    assert list(Membership.objects.values_list("user__username", flat=True)) == ["anna"]


def test_an_operator_with_the_right_lets_a_member_go_and_no_owner(anna, owner, vera):
    rights = frozenset({Right.KEYS})
    operator = replace(anna, roles=frozenset({Role.SELLER_OPERATOR}), rights=rights)
    other = member(anna, "otto", Role.SELLER_OWNER)

    with pytest.raises(NotAllowed):
        remove_member(member=other, by=operator, at=NOON)
    with pytest.raises(NotAllowed):
        remove_member(member=vera, by=replace(operator, rights=None), at=NOON)
    assert User.objects.filter(is_active=True).count() == 3

    remove_member(member=vera, by=operator, at=NOON)
    assert not Membership.objects.filter(pk=vera.pk).exists()
