"""Nothing counted or kept by one test is seen by the next."""

import pytest
from django.core.cache import cache

from tests.callers import anna, boris, nobody, pavel

__all__ = ["anna", "boris", "nobody", "pavel"]


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()
