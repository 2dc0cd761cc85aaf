"""Labels over the wire: for machines that print, and for nobody else's."""

import pypdfium2
import pytest

from shipments.parcels.models import Parcel

KINDS = {"pdf": "application/pdf", "zpl": "application/zpl"}


@pytest.fixture
def parcel(anna_shop, make_parcels) -> Parcel:
    return make_parcels(1)[0]


@pytest.mark.parametrize("form", KINDS)
@pytest.mark.parametrize("accepted", ["*/*", "application/json", "the file's own"])
def test_a_machine_takes_a_label_whatever_it_accepts(anna, parcel, form, accepted):
    accept = accepted.replace("the file's own", KINDS[form])

    answer = anna.get(f"parcels/{parcel.number}/label.{form}", Accept=accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, KINDS[form])
    named = f'attachment; filename="{parcel.number}.{form}"'
    assert answer["Content-Disposition"] == named
    begins = {"pdf": b"%PDF-", "zpl": b"^XA"}[form]
    assert answer.content.startswith(begins)


def test_the_pdf_is_one_page(anna, parcel):
    answer = anna.get(f"parcels/{parcel.number}/label.pdf")

    assert len(pypdfium2.PdfDocument(answer.content)) == 1


@pytest.mark.parametrize("form", KINDS)
def test_another_seller_s_parcel_is_not_there(boris, parcel, form):
    answer = boris.get(f"parcels/{parcel.number}/label.{form}", Accept=KINDS[form])

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("form", KINDS)
def test_who_may_only_look_gets_no_label(viewer, parcel, form):
    assert viewer.get(f"parcels/{parcel.number}/label.{form}").status_code == 403


def test_looking_at_a_label_is_not_printing_it(anna, parcel):
    anna.get(f"parcels/{parcel.number}/label.pdf")

    assert Parcel.objects.get().label_printed_at is None


def test_the_document_describes_both_files(nobody):
    paths = nobody.get("schema/").json()["paths"]

    for form, kind in KINDS.items():
        place = paths[f"/api/v1/parcels/{{number}}/label.{form}"]["get"]
        assert set(place["responses"]["200"]["content"]) == {kind}
