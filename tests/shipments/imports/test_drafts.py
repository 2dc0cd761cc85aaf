"""Drafts are parsed by a job: one that ends the job each time holds up no other."""

import pytest

from shipments.imports import drafts
from shipments.imports.actions import TRIES
from shipments.imports.drafts import draft_import, parse_draft
from shipments.imports.models import ImportRun
from shipments.imports.queries import next_draft
from shipments.parties.models import Seller
from tests.cast import anna
from tests.world import NOON

__all__ = ["anna"]


class Killed(BaseException):
    """The end of a process in the middle of its work."""


def test_a_draft_that_kills_its_job_each_time_waits_behind_others_and_is_given_up(
    anna, monkeypatch
):
    content = {"content": b"sku\nA", "seller": Seller.objects.get(), "by": anna, "at": NOON}
    bad = draft_import(kind="products", filename="bad.csv", **content)
    good = draft_import(kind="products", filename="good.csv", **content)

    def kill(run: ImportRun, most: int) -> None:
        raise Killed

    monkeypatch.setattr(drafts, "table_of", kill)
    for _ in range(TRIES):
        with pytest.raises(Killed):
            parse_draft(run=ImportRun.objects.get(pk=bad.pk), at=NOON)
        assert next_draft() == good

    assert parse_draft(run=ImportRun.objects.get(pk=bad.pk), at=NOON)
    bad.refresh_from_db()
    assert bad.parsed_at == NOON
    assert "tries" in str(bad.error)
