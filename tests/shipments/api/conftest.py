"""Nothing counted or kept by one test is seen by the next."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    cache.clear()
