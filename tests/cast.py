"""The cast: Anna and Boris sell, Wei packs, Olga clears customs, Pavel plans, Irina counts.

Who they are is said once, here; each is an actor, and the same person with a browser or a key.
"""

from dataclasses import dataclass

import pytest
from django.test import Client

from shipments.actor import NOBODY, Actor, Role
from shipments.parties.models import Seller
from tests.browsers import signed_in

SHOPS = {"S001": ("安娜", "91110000600037341L"), "S002": ("鲍里斯", "91350100M000100Y43")}


@dataclass(frozen=True)
class Person:
    role: Role
    shop: str = ""


CAST = {
    "anna": Person(Role.SELLER_OWNER, "S001"),
    "boris": Person(Role.SELLER_OPERATOR, "S002"),
    "vera": Person(Role.SELLER_VIEWER, "S001"),
    "wei": Person(Role.WAREHOUSE),
    "olga": Person(Role.CUSTOMS),
    "pavel": Person(Role.PLANNER),
    "irina": Person(Role.FINANCE),
}


def shop(code: str) -> Seller:
    """The company of Anna (S001) or of Boris (S002)."""
    name, uscc = SHOPS[code]
    return Seller.objects.get_or_create(code=code, defaults={"name_zh": name, "uscc": uscc})[0]


def actor(name: str) -> Actor:
    """One of the cast, as the actions know who acts."""
    person = CAST[name]
    seller_id = shop(person.shop).pk if person.shop else None
    return Actor(name, frozenset({person.role}), seller_id=seller_id)


def browser(name: str, *more: Role) -> Client:
    """The browser of one of the cast, reading English; of staff who have more roles, with these."""
    person = CAST[name]
    if person.shop:
        return signed_in(name, seller=shop(person.shop), level=person.role)
    return signed_in(name, roles=(person.role, *more))


@pytest.fixture
def anna(db) -> Actor:
    return actor("anna")


@pytest.fixture
def boris(db) -> Actor:
    return actor("boris")


@pytest.fixture
def wei() -> Actor:
    return actor("wei")


@pytest.fixture
def olga() -> Actor:
    return actor("olga")


@pytest.fixture
def pavel() -> Actor:
    return actor("pavel")


@pytest.fixture
def irina() -> Actor:
    return actor("irina")


@pytest.fixture
def nobody() -> Actor:
    return NOBODY


@pytest.fixture
def anna_shop(reference) -> Seller:
    return shop("S001")


@pytest.fixture
def boris_shop(reference) -> Seller:
    return shop("S002")


@pytest.fixture
def anna_reads(reference) -> Client:
    return browser("anna")


@pytest.fixture
def boris_reads(reference) -> Client:
    return browser("boris")


@pytest.fixture
def pavel_reads(reference) -> Client:
    return browser("pavel", Role.WAREHOUSE)


@pytest.fixture
def olga_reads(reference) -> Client:
    return browser("olga")
