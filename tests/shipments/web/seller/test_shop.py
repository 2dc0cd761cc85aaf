"""The page on which a seller says how buyers know and reach its shop."""

import pytest

from shipments.parties.models import Seller

PATH = "/seller/shop/"


@pytest.fixture
def typed() -> dict[str, str]:
    return {"name": "Чайный дом", "email": "help@tea.example", "phone": "", "website": ""}


def test_an_owner_saves_and_sees_what_buyers_see(anna_reads, typed):
    assert anna_reads.post(PATH, typed).status_code == 302

    assert "Чайный дом" in anna_reads.get(PATH).content.decode()


def test_a_fault_stands_at_its_field(anna_reads, typed):
    answer = anna_reads.post(PATH, typed | {"website": "ftp://x"})

    assert answer.status_code == 422
    assert "https://shop.example" in answer.content.decode()
    assert not Seller.objects.exclude(shop_name="").exists()


def test_an_owner_changes_the_company_but_no_code_that_is_there(anna_reads, viewer):
    page = "/seller/company/"
    form = anna_reads.get(page).context["form"]
    told = {"name_zh": "安娜贸易", "name_en": "Anna Trade", "customs_code": "4403166K04"}
    before = Seller.objects.values().get(code="S001")

    assert "uscc" not in form.fields
    assert viewer.client.post(page, told).status_code == 403
    assert anna_reads.post(page, {**told, "customs_code": "44"}).status_code == 422
    assert Seller.objects.values().get(code="S001") == before
    assert anna_reads.post(page, {**told, "uscc": "91440300708461136T"}).status_code == 302
    after = Seller.objects.get(code="S001")
    assert (after.name_zh, after.customs_code) == ("安娜贸易", "4403166K04")
    assert after.uscc == before["uscc"]
    assert "customs_code" not in anna_reads.get(page).context["form"].fields
