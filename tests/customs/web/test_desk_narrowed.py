"""A desk that a filter leaves empty still takes pasted numbers, while anything waits."""

import pytest


@pytest.mark.parametrize("query", ["?status=documents_required", "?consolidation=262-00000000"])
def test_numbers_can_be_pasted_where_the_filter_shows_nothing(
    olga_reads, make_parcels, happen, query
):
    [parcel] = make_parcels(1)
    happen([parcel], "packed", "export_released", "departed", "arrived", "import_presented")

    page = olga_reads.get(f"/customs/{query}")
    text = page.content.decode()
    assert "Nothing in the queue fits this." in text
    assert 'name="pasted"' in text
    form = {"pasted": parcel.number, "code": "import_inspection", "reason": "look"}
    shown = olga_reads.post("/customs/decide/import/", form)

    assert [part.ids for part in shown.context["parts"]] == [[parcel.pk]]


def test_an_empty_queue_offers_no_decision(olga_reads):
    text = olga_reads.get("/customs/").content.decode()

    assert "The queue is empty." in text
    assert 'name="pasted"' not in text
