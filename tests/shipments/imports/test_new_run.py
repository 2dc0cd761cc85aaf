"""A file that is taken in is kept with every choice of how it is to be read."""

import pytest

from shipments.actor import system
from shipments.imports.actions import Options, new_run
from shipments.imports.models import ImportRun
from shipments.parties.models import Seller
from tests.cast import shop
from tests.world import NOON


@pytest.fixture
def seller(db) -> Seller:
    return shop("S001")


def begin(seller: Seller, **options) -> ImportRun:
    return new_run(
        kind="orders",
        content=b"order_number",
        filename="x" * 300,
        seller=seller,
        options=Options(**options),
        by=system("test"),
        at=NOON,
    )


def test_a_new_run_waits_and_remembers_how_it_is_read(seller):
    run = begin(seller, policy="reject-all", encoding="gb18030", delimiter=";", day_first=True)

    assert not ImportRun.objects.exists(), "it is kept by whoever asked for it"
    run.save()
    kept = ImportRun.objects.get()
    assert (kept.status, kept.by, kept.created_at) == ("waiting", "test", NOON)
    assert (kept.policy, kept.encoding, kept.delimiter) == ("reject-all", "gb18030", ";")
    assert (kept.day_first, kept.dry_run, len(kept.filename)) == (True, False, 200)


def test_two_runs_of_one_moment_have_numbers_of_their_own(seller):
    numbers = {begin(seller).number for _ in range(20)}

    assert len(numbers) == 20
    assert all(number.startswith("I261102") for number in numbers)
