"""What a company may be, told alike by its page, a file of sellers and the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from shipments.imports.reading import BadRows
from shipments.imports.sellers import read_seller
from shipments.imports.table import Row
from shipments.parties.models import Seller, User
from shipments.parties.rules import checked_company, checked_shop

WRONG_CODE = "This code is wrong: look at its length and its check character."
BAD = [
    ("name_zh", "", "A company has a name."),
    ("name_zh", "安" * 201, "This is longer than 200 characters."),
    ("name_en", "a\x07b", "A text has no control characters."),
    ("uscc", "91440300708461136X", WRONG_CODE),
    ("uscc", "9144030070846113", WRONG_CODE),
    ("customs_code", "XX03166K04", WRONG_CODE),
    ("customs_code", "4403", WRONG_CODE),
    ("city_en", "x" * 81, "This is longer than 80 characters."),
    ("contact_email", "anna at shop", "This is no e-mail address."),
]
WHOLE = {"code": "S900", "name_zh": "哈尔滨样例", "uscc": "91440300YY06739277"}


def told(faults: dict) -> dict[str, str]:
    return {field: str(reason) for field, reason in faults.items()}


@pytest.mark.parametrize(("field", "text", "sentence"), BAD)
def test_a_rule_says_what_is_wrong(field, text, sentence):
    values, faults = checked_company({**WHOLE, field: text})

    assert told(faults) == {field: sentence}
    assert field not in values


def test_codes_typed_in_groups_and_small_letters_are_understood():
    typed = {"uscc": " 91440300 yy06739277", "customs_code": "4403-166k04", "city_zh": " 深圳\n"}

    assert checked_company(typed) == (
        {"uscc": "91440300YY06739277", "customs_code": "4403166K04", "city_zh": "深圳"},
        {},
    )


def test_the_page_refuses_what_is_wrong_in_the_words_of_the_rules(anna_reads, anna_shop):
    Seller.objects.update(uscc="", customs_code="")
    before = Seller.objects.values().get()

    for field, text, sentence in BAD[1:]:
        page = anna_reads.post("/seller/company/", {"name_zh": "安娜", field: text})
        assert (page.status_code, page.context["form"].errors) == (422, {field: [sentence]})
    assert Seller.objects.values().get() == before


@pytest.mark.parametrize(
    ("field", "text", "sentence"), [bad for bad in BAD if "\x07" not in bad[1]]
)
def test_a_file_refuses_what_is_wrong_in_the_same_words(field, text, sentence):
    with pytest.raises(BadRows) as refused:
        read_seller(Row(2, {**WHOLE, field: text}))

    assert [(one.column, str(one.reason)) for one in refused.value.faults] == [(field, sentence)]


def test_the_admin_refuses_what_is_wrong_and_keeps_codes_in_one_form(anna_shop):
    ada = Client()
    ada.force_login(User.objects.create_superuser("ada"))
    page = reverse("admin:shipments_seller_change", args=[anna_shop.pk])
    rest = {"code": "S001", "name_zh": "安娜", "uscc": anna_shop.uscc}

    wrong = ada.post(page, {**rest, "customs_code": "XX03166K04"})
    errors = wrong.context["adminform"].form.errors
    right = ada.post(page, {**rest, "customs_code": "4403166k04"})

    assert errors == {"customs_code": [WRONG_CODE]}
    assert right.status_code == 302
    assert Seller.objects.get(pk=anna_shop.pk).customs_code == "4403166K04"


def test_a_shop_with_nothing_to_tell_needs_no_name():
    nothing = {"name": "", "email": "", "phone": "", "website": ""}

    assert checked_shop(nothing) == (nothing, {})
    assert told(checked_shop(nothing | {"phone": "+86 755 8888-0000"})[1]) == {
        "name": "Say how buyers know the shop."
    }
