"""Staff find everything by one box and read where a parcel is, in what, and who must act."""

import pytest

from shipments.actor import system
from shipments.holds.actions import place_holds
from shipments.parcels.models import Parcel
from tests.browsers import seen
from tests.world import NOON


@pytest.fixture
def parcel(make_parcels, happen) -> Parcel:
    happen(make_parcels(2), "created", "packed")
    return Parcel.objects.order_by("pk")[0]


def test_a_single_number_leads_straight_to_its_page(pavel_reads, parcel):
    answer = pavel_reads.get("/staff/search/", {"q": "lv000000000cn"})

    assert answer["Location"] == f"/staff/parcels/{parcel.number}/"


def test_many_are_listed_and_what_names_nothing_is_named(pavel_reads, parcel):
    page = seen(pavel_reads.get("/staff/search/", {"q": "LV000000000CN LV000000010CN XX1"}))

    assert page.count('href="/staff/parcels/') == 2
    assert "XX1" in page


def test_the_page_of_a_parcel_says_who_must_act(pavel_reads, olga_reads, parcel, happen):
    happen([parcel], "export_released", "departed", "arrived", "duty_due")

    page = seen(
        pavel_reads.get(f"/staff/parcels/{parcel.number}/", headers={"accept-language": "en"})
    )

    assert "Customs asks for duty" in page
    assert "buyer" in page
    assert "/customs/parcels/" not in page
    assert "/customs/parcels/" in seen(olga_reads.get(f"/staff/parcels/{parcel.number}/"))


@pytest.mark.parametrize(
    ("reason", "who"), [("security", "warehouse"), ("other", "planner"), ("address", "seller")]
)
def test_the_page_names_who_must_act_for_a_hold_as_the_list_of_holds_does(
    pavel_reads, parcel, reason, who
):
    place_holds(
        subject="parcel",
        ids=[parcel.pk],
        reason=reason,
        note="x-ray",
        releases_when="it is clean",
        by=system("t"),
        at=NOON,
    )

    page = seen(pavel_reads.get(f"/staff/parcels/{parcel.number}/"))

    assert f"Must act:</span> <b>{who}</b>" in page or f"Must act: <b>{who}</b>" in page
    assert "x-ray" in page
    assert "it is clean" in page
    assert 'href="/staff/holds/"' in page.partition('id="main"')[2], "where it is released"


def test_bulk_actions_stand_in_the_menu(pavel_reads):
    assert 'href="/staff/bulk-actions/"' in seen(pavel_reads.get("/staff/"))
    shown = seen(pavel_reads.get("/staff/bulk-actions/")).partition('href="/staff/bulk-actions/"')[
        2
    ]
    assert shown.strip().startswith('aria-current="page"')


def test_a_seller_has_no_such_page(anna_reads, parcel):
    assert anna_reads.get(f"/staff/parcels/{parcel.number}/").status_code == 404
    assert anna_reads.get("/staff/search/?q=1").status_code == 404


def test_an_unknown_number_is_404(pavel_reads, parcel):
    assert pavel_reads.get("/staff/parcels/LV999999990CN/").status_code == 404
