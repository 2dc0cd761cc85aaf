"""A key does for its maker no more than he may do himself."""

from dataclasses import replace

import pytest

from shipments.actor import Right, Role
from shipments.errors import NotAllowed
from shipments.parties.actions import make_key
from shipments.parties.models import ApiKey, Seller
from tests.cast import anna
from tests.world import NOON

__all__ = ["anna"]


@pytest.mark.parametrize("scope", ["imports:write", "exports:write", "orders:write", "*"])
def test_who_may_make_keys_alone_makes_none_that_may_do_more(anna, scope):
    operator = replace(
        anna, roles=frozenset({Role.SELLER_OPERATOR}), rights=frozenset({Right.KEYS})
    )
    made = {"owner": Seller.objects.get(), "name": "k", "at": NOON}

    with pytest.raises(NotAllowed):
        make_key(**made, scopes=["orders:read", scope], by=operator)

    assert not ApiKey.objects.exists()
    make_key(**made, scopes=["orders:read"], by=operator)
    make_key(**made, scopes=[scope], by=anna)
    assert ApiKey.objects.count() == 2
