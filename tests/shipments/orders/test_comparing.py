"""What an order handed in again changes of its receiver, and what a person must decide."""

import pytest

from shipments.orders.comparing import News, news_of_receiver, same_name

KEPT = {
    "name": "Щербаков Пётр",
    "phone": "+79430001122",
    "inn": "",
    "passport": "",
    "city": "Нижний Тагил",
    "street": "",
}


def news(*, status: str = "placed", is_mended: bool = False, **said: str) -> News:
    return news_of_receiver(said, KEPT, status=status, is_mended=is_mended)


def differences(found: News) -> list[str]:
    return [str(sentence) for sentence in found.differences]


@pytest.mark.parametrize("status", ["placed", "paid", "packed", "cancelled"])
def test_the_same_words_or_none_change_nothing(status):
    found = news(status=status, name="Щербаков Пётр", phone="+79430001122", city="")

    assert found == News({}, [])


@pytest.mark.parametrize("status", ["placed", "paid"])
def test_another_address_is_written_while_the_order_is_not_packed(status):
    found = news(status=status, city="Екатеринбург", street="Мира, 12")

    assert found == News({"city": "Екатеринбург", "street": "Мира, 12"}, [])


def test_another_name_is_another_person_and_nothing_is_written():
    found = news(name="Иванов Иван", city="Екатеринбург", inn="500100732259")

    assert found.fields == {}
    assert differences(found) == ["The receiver's name is another one there."]


def test_after_packing_identity_is_filled_and_the_rest_is_told():
    found = news(status="packed", inn="500100732259", street="Мира, 12", phone="+79430009999")

    assert found.fields == {"inn": "500100732259"}
    assert differences(found) == [
        "Street and house: not the same there, but the order is packed already.",
        "Phone: not the same there, but the order is packed already.",
    ]


def test_what_a_person_corrected_here_is_not_written_over():
    found = news(is_mended=True, city="Екатеринбург", street="Мира, 12")

    assert found.fields == {"street": "Мира, 12"}
    assert differences(found) == ["City: not the same there, but it was corrected here."]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Щербаков Пётр", "ЩЕРБАКОВ  ПЕТР ", True),
        ("Li Wei", "li wei", True),
        ("Щербаков Пётр", "Щербаков Павел", False),
        ("Щербаков Пётр", "Пётр Щербаков", False),
    ],
)
def test_capitals_spaces_and_the_letter_yo_make_no_other_name(one, other, same):
    assert same_name(one, other) is same
