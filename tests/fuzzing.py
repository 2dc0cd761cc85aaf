"""How many random cases a test tries: a few in `make test`, very many in `make test-full`."""

import os

FULL = 50


def examples(few: int) -> int:
    """`few` cases, or FULL times as many where TEST_FULL is set."""
    return few * FULL if os.environ.get("TEST_FULL") else few
