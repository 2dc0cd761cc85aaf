"""A seller writes of its company what it may, and the codes customs knows it by stay."""

import pytest

from shipments.actor import Actor, Role
from shipments.errors import BadInput, NotAllowed
from shipments.history.models import Change
from shipments.parties.companies import describe_company
from shipments.parties.models import Seller
from tests.world import NOON

IRINA = Actor("irina", frozenset({Role.FINANCE}))
OTHER_USCC = "91440300708461136T"


@pytest.fixture
def company(anna) -> Seller:
    return Seller.objects.get(pk=anna.seller_id)


def kept(company: Seller) -> dict:
    return Seller.objects.filter(pk=company.pk).values().get()


def test_the_owner_names_the_company_and_each_change_is_kept(anna, company):
    told = {"name_en": "Anna  Trade", "city_zh": "深圳", "customs_code": "4403166K04"}

    row = describe_company(seller=company, told=told, by=anna, at=NOON)

    assert (row.name_en, row.city_zh, row.customs_code) == ("Anna Trade", "深圳", "4403166K04")
    changes = Change.objects.filter(reason="company")
    assert {(one.note, one.new) for one in changes} == {
        ("name_en", "Anna Trade"),
        ("city_zh", "深圳"),
        ("customs_code", "4403166K04"),
    }


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name_zh", ""),
        ("name_en", "x" * 201),
        ("contact_email", "anna at shop"),
        ("customs_code", "XX03166K04"),
        ("customs_code", "4403"),
        ("uscc", OTHER_USCC),
    ],
)
def test_what_is_wrong_is_refused_at_its_field_and_changes_nothing(anna, company, field, wrong):
    before = kept(company)

    with pytest.raises(BadInput) as refused:
        describe_company(
            seller=company, told={"city_en": "Shenzhen", field: wrong}, by=anna, at=NOON
        )

    assert list(refused.value.fields) == [field]
    assert kept(company) == before
    assert not Change.objects.exists()


def test_a_code_that_is_there_is_changed_by_finance_alone(anna, company):
    describe_company(seller=company, told={"customs_code": "4403166K04"}, by=anna, at=NOON)
    with pytest.raises(BadInput) as refused:
        describe_company(seller=company, told={"customs_code": "4403166K05"}, by=anna, at=NOON)
    assert "only finance changes it" in str(refused.value.fields["customs_code"])
    assert kept(company)["customs_code"] == "4403166K04"

    describe_company(seller=company, told={"customs_code": "4403166K05"}, by=IRINA, at=NOON)

    assert kept(company)["customs_code"] == "4403166K05"


def test_a_taken_uscc_is_refused_even_to_finance(company, boris_shop):
    Seller.objects.filter(pk=boris_shop.pk).update(uscc=OTHER_USCC)

    with pytest.raises(BadInput) as refused:
        describe_company(seller=company, told={"uscc": OTHER_USCC}, by=IRINA, at=NOON)

    assert list(refused.value.fields) == ["uscc"]
    assert kept(company)["uscc"] != OTHER_USCC


def test_operators_and_others_change_nothing(anna, boris, company):
    operator = Actor("oleg", frozenset({Role.SELLER_OPERATOR}), seller_id=company.pk)
    before = kept(company)
    with pytest.raises(NotAllowed):
        describe_company(seller=company, told={"name_en": "X"}, by=operator, at=NOON)
    with pytest.raises((BadInput, NotAllowed)):
        describe_company(seller=company, told={"name_en": "X"}, by=boris, at=NOON)
    assert kept(company) == before
