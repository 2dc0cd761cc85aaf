"""A key becomes an actor, and its scopes open what they name."""

import pytest

from shipments.access.keys import actor_of_key, may_use
from shipments.actor import Actor, Role, system
from shipments.parties.actions import make_key
from shipments.parties.models import Partner
from tests.machines import NOON


@pytest.mark.parametrize(
    ("scopes", "role"),
    [
        (["*"], Role.SELLER_OPERATOR),
        (["orders:read", "orders:write"], Role.SELLER_OPERATOR),
        (["orders:read"], Role.SELLER_VIEWER),
        ([], Role.SELLER_VIEWER),
    ],
)
def test_a_seller_s_key_writes_only_with_a_scope_that_writes(anna_shop, scopes, role):
    key, _ = make_key(owner=anna_shop, name="till", scopes=scopes, by=system("t"), at=NOON)

    actor = actor_of_key(key)

    assert (actor.roles, actor.seller_id, actor.name) == ({role}, anna_shop.pk, "S001: till")


def test_a_partner_is_named_by_its_code_whatever_the_key(reference):
    airline = Partner.objects.get(code="airline")
    keys = [
        make_key(owner=airline, name=name, scopes=["*"], by=system("t"), at=NOON)[0]
        for name in ("old", "new")
    ]

    assert {actor_of_key(key).name for key in keys} == {"airline"}
    assert actor_of_key(keys[0]).partner_id == airline.pk


def test_scopes_open_what_they_name():
    reader = Actor("r", frozenset({Role.SELLER_VIEWER}), scopes=frozenset({"orders:read"}))
    person = Actor("p", frozenset({Role.SELLER_VIEWER}))

    assert may_use(reader, "orders", write=False)
    assert not may_use(reader, "orders", write=True)
    assert not may_use(reader, "products", write=False)
    assert may_use(person, "products", write=True)
