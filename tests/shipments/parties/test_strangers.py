"""Who manages keys and members reaches his own company's alone, and gives no more than he has."""

from dataclasses import replace

import pytest

from shipments.actor import Actor, Right, Role
from shipments.errors import BadInput, NotAllowed
from shipments.parties.actions import make_key, revoke_key
from shipments.parties.invitations import change_level, invite, remove_member, withdraw
from shipments.parties.models import ApiKey, Invitation, Membership, Seller, User
from tests.world import NOON


@pytest.fixture
def company(anna) -> tuple[ApiKey, Invitation, Membership]:
    """A key, an invitation and a member of Anna's company."""
    shop = Seller.objects.get(pk=anna.seller_id)
    key, _secret = make_key(owner=shop, name="k", scopes=["orders:read"], by=anna, at=NOON)
    asked, _secret = invite(email="n@example.com", level="seller_viewer", by=anna, at=NOON)
    owner = User.objects.create_user("anna", "anna@example.com")
    Membership.objects.create(user=owner, seller=shop, level="seller_owner")
    user = User.objects.create_user("olya", "olya@example.com")
    return key, asked, Membership.objects.create(user=user, seller=shop, level="seller_operator")


ACTIONS = {
    "revoke": lambda key, asked, member, by: revoke_key(key=key, by=by, at=NOON),
    "withdraw": lambda key, asked, member, by: withdraw(invitation=asked, by=by, at=NOON),
    "remove": lambda key, asked, member, by: remove_member(member=member, by=by, at=NOON),
    "level": lambda key, asked, member, by: change_level(
        member=member, level="seller_viewer", by=by, at=NOON
    ),
}


def kept(key: ApiKey, asked: Invitation, member: Membership) -> list[dict]:
    return [type(one).objects.filter(pk=one.pk).values().get() for one in (key, asked, member)]


@pytest.mark.parametrize("action", ACTIONS)
def test_the_owner_of_another_company_is_refused_and_nothing_changes(anna, boris, company, action):
    before = kept(*company)

    with pytest.raises(BadInput) as refused:
        ACTIONS[action](*company, replace(boris, roles=frozenset({Role.SELLER_OWNER})))

    assert refused.value.code == "foreign_seller"
    assert kept(*company) == before
    assert User.objects.get(username="olya").is_active
    ACTIONS[action](*company, anna)
    after = {"revoke": 0, "withdraw": 1, "remove": 2, "level": 2}[action]
    found = type(company[after]).objects.filter(pk=company[after].pk).values().first()
    assert found != before[after]


def operator(anna: Actor, *rights: Right) -> Actor:
    return replace(anna, roles=frozenset({Role.SELLER_OPERATOR}), rights=frozenset(rights))


@pytest.mark.parametrize(
    ("level", "rights"),
    [
        ("seller_operator", [Right.KEYS]),
        ("seller_operator", [Right.KEYS, Right.EXPORT, Right.IMPORT]),
        ("seller_viewer", [Right.KEYS]),
    ],
)
def test_nobody_asks_in_one_who_may_do_more_than_he(anna, level, rights):
    with pytest.raises(NotAllowed):
        invite(email="me@example.com", level=level, by=operator(anna, *rights), at=NOON)
    assert not Invitation.objects.exists()

    by = operator(anna, Right.KEYS, Right.EXPORT, Right.IMPORT, Right.MONEY)
    invite(email="me@example.com", level=level, by=by, at=NOON)
    assert Invitation.objects.get().level == level
