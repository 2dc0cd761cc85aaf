"""The real inputs beside the project; a test that needs one skips where it is absent."""

import csv
import json
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared_file(name: str) -> Path:
    """The path of a shared file or folder; skips the test when there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared input {name} is not here")
    return path


def check_digits(kind: str) -> list[tuple[str, bool]]:
    """(number, is it valid) pairs of a kind of number, recomputed from public test suites."""
    vectors = json.loads(shared_file("data/checkdigits/vectors.json").read_text())
    return [(vector["value"], vector["valid"]) for vector in vectors[kind]]


def shared_rows(path: str) -> list[dict[str, str]]:
    """The rows of a CSV there, by the names of its head."""
    with shared_file(path).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))
