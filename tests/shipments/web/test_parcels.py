"""The seller's parcels page and the printing of many labels."""

import pypdfium2
import pytest

from shipments.parcels.models import Parcel
from tests.browsers import grows_not


@pytest.fixture
def parcels(make_parcels, anna_shop):
    return make_parcels(2)


def test_chosen_parcels_come_as_one_pdf_in_the_order_chosen(anna_reads, parcels):
    ids = f"{parcels[1].pk},{parcels[0].pk}"

    answer = anna_reads.post("/seller/parcels/labels/", {"chosen": ids})

    assert answer["Content-Type"] == "application/pdf"
    assert len(pypdfium2.PdfDocument(answer.content)) == 2
    assert Parcel.objects.filter(label_printed_at=None).count() == 0


def test_nothing_chosen_is_said(anna_reads, parcels):
    answer = anna_reads.post("/seller/parcels/labels/", follow=True)

    assert "labels come with packing" in answer.content.decode()


def test_boris_prints_nothing_of_anna_s(boris_reads, parcels):
    answer = boris_reads.post("/seller/parcels/labels/", {"chosen": parcels[0].pk})

    assert answer.status_code == 302
    assert Parcel.objects.filter(label_printed_at=None).count() == 2


def test_a_viewer_sees_the_list_and_no_label(viewer, parcels):
    page = viewer.client.get("/seller/parcels/").content.decode()

    assert parcels[0].number in page
    assert "label.pdf" not in page
    assert viewer.client.post("/seller/parcels/labels/", {"chosen": "1"}).status_code == 403
    path = f"/seller/parcels/{parcels[0].number}/label.pdf"
    assert viewer.client.get(path).status_code == 302


def test_the_list_is_narrowed_to_what_is_not_printed(anna_reads, parcels):
    anna_reads.post("/seller/parcels/labels/", {"chosen": parcels[0].pk})

    text = anna_reads.get("/seller/parcels/?label_printed=false").content.decode()

    assert parcels[1].number in text
    assert parcels[0].number not in text


def test_the_list_takes_as_many_queries_for_three_as_for_one(anna_reads, make_parcels, anna_shop,
                                                            queries_of):  # fmt: skip
    make_parcels(1)

    grows_not(queries_of, anna_reads, "/seller/parcels/", lambda: make_parcels(2))
