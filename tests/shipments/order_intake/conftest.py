"""Here the cast acts in person, with mugs in stock."""

import pytest

from tests.cast import anna, boris, wei
from tests.factories.shop import make_product, put_in_stock

__all__ = ["anna", "boris", "wei"]


@pytest.fixture
def mug(anna, channel):
    product = make_product(anna.seller_id)
    put_in_stock(product, 5)
    return product
