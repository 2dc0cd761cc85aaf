"""The seller's parcels page and the printing of many labels."""

import re

import pypdfium2
import pytest

from shipments.labels.actions import MOST
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


def numbers_in(answer) -> set[str]:
    """The parcels a list shows, by the boxes that choose them."""
    return set(
        re.findall(r'name="chosen" value="\d+" aria-label="([^"]+)"', answer.content.decode())
    )


def test_a_form_sent_empty_shows_all(anna_reads, parcels):
    empty = "headline=&movement=&export_clearance=&import_clearance=&label_printed=&search="

    assert numbers_in(anna_reads.get(f"/seller/parcels/?{empty}")) == {p.number for p in parcels}


def test_the_list_is_narrowed_by_status(anna_reads, parcels):
    Parcel.objects.filter(pk=parcels[0].pk).update(movement="departed")

    answer = anna_reads.get("/seller/parcels/?movement=departed")

    assert numbers_in(answer) == {parcels[0].number}


def test_two_statuses_of_a_link_are_told_and_kept(anna_reads, parcels):
    Parcel.objects.filter(pk=parcels[0].pk).update(import_clearance="refused")
    path = "/seller/parcels/?import_clearance=refused&import_clearance=return_allowed"

    answer = anna_reads.get(path)

    text = answer.content.decode()
    assert numbers_in(answer) == {parcels[0].number}
    assert "refused, return allowed" in text
    assert '<input type="hidden" name="import_clearance" value="return_allowed">' in text


def test_a_flight_that_another_page_named_is_a_chip(anna_reads, parcels):
    text = anna_reads.get("/seller/parcels/?flight=U6999-20261104").content.decode()

    assert "Flight: <b>U6999-20261104</b>" in text
    assert "No parcel is like this." in text


def test_what_cannot_be_read_fits_nothing_and_is_said(anna_reads, parcels):
    path, query = "/seller/parcels/", "movement=teleported"

    answer = anna_reads.get(f"{path}?{query}")
    anna_reads.post(f"{path}labels/", {"all": "1", "query": query})

    assert numbers_in(answer) == set()
    assert "teleported" in answer.content.decode()
    assert Parcel.objects.filter(label_printed_at=None).count() == 2


def test_numbers_that_name_no_parcel_are_told(anna_reads, parcels):
    wanted = f"{parcels[0].number} {parcels[1].order.number.lower()} LV123 lv123"

    answer = anna_reads.get("/seller/parcels/", {"search": wanted})

    assert numbers_in(answer) == {p.number for p in parcels}
    assert "2 numbers name no parcel of yours" in answer.content.decode()


def test_all_that_fit_are_printed_and_nothing_else(anna_reads, parcels):
    fits, _other = parcels
    query = f"search={fits.number}"

    answer = anna_reads.post("/seller/parcels/labels/", {"all": "1", "query": query})

    assert len(pypdfium2.PdfDocument(answer.content)) == 1
    assert list(Parcel.objects.exclude(label_printed_at=None)) == [fits]


def test_all_that_fit_are_never_another_seller_s(boris_reads, parcels):
    answer = boris_reads.post("/seller/parcels/labels/", {"all": "1"})

    assert answer.status_code == 302
    assert Parcel.objects.filter(label_printed_at=None).count() == 2


def test_too_many_at_once_are_refused_and_the_list_stays_narrowed(anna_reads, parcels, monkeypatch):
    monkeypatch.setitem(MOST, "pdf", 1)

    answer = anna_reads.post(
        "/seller/parcels/labels/", {"all": "1", "query": "label_printed=false"}, follow=True
    )

    assert answer.request["QUERY_STRING"] == "label_printed=false"
    assert "A file holds up to 1 labels: choose fewer." in answer.content.decode()
    assert Parcel.objects.filter(label_printed_at=None).count() == 2


def test_many_labels_go_to_a_thermal_printer(anna_reads, parcels):
    ids = [parcel.pk for parcel in parcels]

    answer = anna_reads.post("/seller/parcels/labels/", {"chosen": ids, "form": "zpl"})

    assert answer["Content-Type"] == "application/zpl"
    assert answer.content.count(b"^XA") == 2
    assert Parcel.objects.filter(label_printed_at=None).count() == 0


def test_a_form_that_is_none_gives_the_pdf(anna_reads, parcels):
    answer = anna_reads.post("/seller/parcels/labels/", {"chosen": parcels[0].pk, "form": "exe"})

    assert answer["Content-Type"] == "application/pdf"


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    anna_reads, make_parcels, anna_shop, queries_of
):
    make_parcels(1)

    grows_not(queries_of, anna_reads, "/seller/parcels/", lambda: make_parcels(2))
