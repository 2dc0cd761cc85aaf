"""A request becomes an actor."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import RequestFactory

from shipments.access import (
    actor_of_key,
    actor_of_user,
    address_of,
    may_use,
    seconds_to_wait,
    wait_for_numbers,
)
from shipments.actor import NOBODY, Actor, Role, system
from shipments.parties.actions import make_key
from shipments.parties.models import Membership, Partner, StaffMember, User
from tests.machines import NOON


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


@pytest.mark.parametrize(
    ("proxies", "passed", "address"),
    [
        (0, "6.6.6.6", "192.0.2.1"),
        (1, "6.6.6.6, 198.51.100.2", "198.51.100.2"),
        (2, "6.6.6.6, 198.51.100.2, 10.0.0.1", "198.51.100.2"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        (2, "6.6.6.6", "192.0.2.1"),
        (1, "no address", "no address"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, passed, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    extra = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": passed}

    assert address_of(RequestFactory().get("/", **extra)) == address


def test_visits_are_counted_apart_and_past_the_limit_one_waits():
    cache.clear()

    waits = [seconds_to_wait("t", "a", limit=2, seconds=1000) for _ in range(3)]

    assert waits[:2] == [0, 0]
    assert 1 <= waits[2] <= 1000
    assert seconds_to_wait("t", "b", limit=2, seconds=1000) == 0
    assert seconds_to_wait("t", "c", limit=2, seconds=1000, visits=3) > 0


@pytest.mark.parametrize("which", ["PUBLIC_NUMBERS_PER_HOUR", "PUBLIC_NUMBERS_PER_DAY"])
def test_new_numbers_are_read_as_fast_as_people_read_and_known_ones_stay_open(settings, which):
    cache.clear()
    setattr(settings, which, 3)

    assert wait_for_numbers("a", ["1", "2", "3"]) == 0
    assert wait_for_numbers("a", ["4"]) > 0
    assert wait_for_numbers("a", ["1", "3"]) == 0
    assert wait_for_numbers("a", ["1", "4"]) > 0
    assert wait_for_numbers("b", ["4"]) == 0
