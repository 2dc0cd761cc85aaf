"""Holds of every kind are placed after a preview, found again and released by those who may."""

import pytest

from shipments.actor import Role, system
from shipments.consolidation.actions import add_parcels, open_consolidation
from shipments.holds.actions import place_holds, release_holds
from shipments.holds.models import Hold
from shipments.parcels.models import Parcel
from tests.browsers import signed_in
from tests.world import NOON

BY = system("t")


@pytest.fixture
def loaded(consolidation, make_parcels, happen):
    parcels = make_parcels(3)
    happen(parcels, "created", "packed", "export_filed", "export_released")
    one = open_consolidation(flight=consolidation.flight, by=BY, at=NOON)
    add_parcels(consolidation=one, numbers=[p.number for p in parcels], by=BY, at=NOON)
    return one


def held() -> int:
    return Parcel.objects.filter(held=True).count()


@pytest.mark.parametrize("kind", ["parcel", "order", "bag", "uld", "consolidation"])
def test_a_hold_of_each_kind_is_previewed_placed_found_and_released(pavel_reads, loaded, kind):
    parcel = Parcel.objects.first()
    number = {
        "parcel": parcel.number,
        "order": parcel.order.number,
        "bag": loaded.bags.get().number,
        "uld": loaded.ulds.get().number,
        "consolidation": loaded.mawb,
    }[kind]
    stops = 1 if kind in ("parcel", "order") else 3
    form = {"numbers": f"{number} NOBODY-1", "reason": "security", "note": "x-ray"}

    asked = pavel_reads.post("/staff/holds/new/", form).content.decode()
    assert "NOBODY-1" in asked
    assert not Hold.objects.exists()
    pavel_reads.post("/staff/holds/new/", {**form, "confirmed": "1"})

    assert held() == stops
    hold = Hold.objects.get()
    assert hold.subject == kind
    scope = kind
    found = pavel_reads.get(f"/staff/holds/?scope={scope}&reason=security&by=pavel").content
    assert "x-ray" in found.decode()
    pavel_reads.post("/staff/holds/release/", {"chosen": hold.pk, "why": "clean"})
    assert held() == 0
    assert "x-ray" in pavel_reads.get("/staff/holds/?status=released").content.decode()


@pytest.mark.parametrize(
    ("language", "stands", "released", "of_others"),
    [
        ("ru", "действует", "снято", ("ждёт оплаты", "выпущено")),
        ("zh-hans", "生效中", "已解除", ("待付款", "已放行")),
    ],
)
def test_a_hold_stands_or_is_released_in_words_of_its_own(
    pavel_reads, loaded, language, stands, released, of_others
):
    [hold] = place_holds(
        subject="parcel", ids=[Parcel.objects.first().pk], reason="security", by=BY, at=NOON
    )
    release_holds(holds=[hold], by=BY, at=NOON)

    answer = pavel_reads.get("/staff/holds/?status=released", headers={"accept-language": language})

    page = answer.content.decode()
    assert stands in page
    assert page.count(released) >= 2, "in the list and in the filter"
    assert [word for word in of_others if word in page] == []


def test_what_customs_asked_for_is_released_by_customs(pavel_reads, loaded, olga):
    [hold] = place_holds(
        subject="parcel", ids=[Parcel.objects.first().pk], reason="customs", by=olga, at=NOON
    )

    told = pavel_reads.post("/staff/holds/release/", {"chosen": hold.pk}, follow=True)
    assert "released by customs staff" in told.content.decode()
    assert held() == 1
    from_customs = signed_in("other", roles=(Role.CUSTOMS,))
    from_customs.post("/staff/holds/release/", {"chosen": hold.pk})

    assert held() == 0


def test_who_may_not_hold_sees_no_form_and_places_none(loaded, reference):
    irina = signed_in("irina", roles=(Role.FINANCE,))

    assert "<textarea" not in irina.get("/staff/holds/new/").content.decode()
    form = {"numbers": Parcel.objects.first().number, "reason": "other", "confirmed": "1"}
    assert irina.post("/staff/holds/new/", form).status_code == 422

    assert not Hold.objects.exists()
