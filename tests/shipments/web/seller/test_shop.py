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
