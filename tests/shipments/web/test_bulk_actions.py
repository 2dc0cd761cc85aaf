"""The page of an action done to many: progress, results, taking it back."""

import pytest

from shipments.actor import Actor, Role
from shipments.bulk.actions import carry_out, open_bulk_action
from shipments.bulk.models import BulkAction
from tests.browsers import grows_not
from tests.world import NOON


@pytest.fixture
def action(anna_shop):
    def make(token: str = "t") -> BulkAction:
        by = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=anna_shop.pk)
        rows = [(1, "A-1"), (2, "A-2")]
        return open_bulk_action(
            kind="cancel_orders",
            token=token,
            subjects=rows,
            may_be_undone=True,
            params={"why": "sold out"},
            by=by,
            at=NOON,
        )

    return make


def carried(found: BulkAction) -> BulkAction:
    by = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=found.seller_id)
    return carry_out(action=found, carry=lambda *_: {2: "it has left"}, by=by, at=NOON)


def test_while_it_runs_the_page_asks_again(anna_reads, action):
    path = f"/seller/bulk-actions/{action().number}/"

    assert 'hx-trigger="every 1s"' in anna_reads.get(path).content.decode()
    part = anna_reads.get(path, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "0 done" in part


def test_when_it_is_done_each_refusal_is_told_and_it_may_be_taken_back(anna_reads, action):
    found = carried(action())

    text = anna_reads.get(f"/seller/bulk-actions/{found.number}/").content.decode()

    assert "it has left" in text
    assert "A-1" not in text
    assert "Take it back" in text


def test_anna_takes_it_back(anna_reads, action):
    found = carried(action())

    anna_reads.post(f"/seller/bulk-actions/{found.number}/undo/")

    found.refresh_from_db()
    assert found.status == "undoing"


def test_boris_finds_nothing_and_changes_nothing(boris_reads, action):
    found = carried(action())

    assert boris_reads.get(f"/seller/bulk-actions/{found.number}/").status_code == 404
    assert boris_reads.post(f"/seller/bulk-actions/{found.number}/undo/").status_code == 404
    found.refresh_from_db()
    assert found.status == "done"


def test_the_list_takes_as_many_queries_for_three_as_for_one(anna_reads, action, queries_of):
    action("1")

    grows_not(queries_of, anna_reads, "/seller/bulk-actions/", lambda: [action("2"), action("3")])


def test_who_lost_the_page_finds_the_action_again_and_takes_it_back(anna_reads, viewer, action):
    found = carried(action())
    link = f'href="/seller/bulk-actions/{found.number}/"'

    assert link in anna_reads.get("/seller/orders/").content.decode()
    assert link not in viewer.client.get("/seller/orders/").content.decode()
    assert 'href="/seller/bulk-actions/"' in anna_reads.get("/seller/").content.decode()
    anna_reads.post(f"/seller/bulk-actions/{found.number}/undo/")
    assert link not in anna_reads.get("/seller/orders/").content.decode()


@pytest.mark.parametrize("interface", ["seller", "staff", "customs"])
def test_an_address_of_old_leads_to_the_page_of_today(anna_reads, interface):
    old = anna_reads.get(f"/{interface}/deeds/B1/?after=2")

    assert old.status_code == 301
    assert old["Location"] == f"/{interface}/bulk-actions/B1/?after=2"
