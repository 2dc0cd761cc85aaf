"""The cast: Anna and Boris sell, Wei packs, Olga clears customs, Pavel plans, Irina counts."""

import pytest

from shipments.actor import NOBODY, Actor, Role
from shipments.parties.models import Seller


def _seller(code: str) -> Seller:
    uscc = {"S001": "91110000600037341L", "S002": "9144030071526726XG"}[code]
    return Seller.objects.get_or_create(code=code, defaults={"name_zh": code, "uscc": uscc})[0]


@pytest.fixture
def anna(db) -> Actor:
    return Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=_seller("S001").pk)


@pytest.fixture
def boris(db) -> Actor:
    return Actor("boris", frozenset({Role.SELLER_OPERATOR}), seller_id=_seller("S002").pk)


@pytest.fixture
def wei() -> Actor:
    return Actor("wei", frozenset({Role.WAREHOUSE}))


@pytest.fixture
def olga() -> Actor:
    return Actor("olga", frozenset({Role.CUSTOMS}))


@pytest.fixture
def pavel() -> Actor:
    return Actor("pavel", frozenset({Role.PLANNER}))


@pytest.fixture
def irina() -> Actor:
    return Actor("irina", frozenset({Role.FINANCE}))


@pytest.fixture
def nobody() -> Actor:
    return NOBODY
