"""Numbers of parcels as people type, paste and scan them."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shipments.numbers.parcels import make_russian_post, make_s10
from shipments.numbers.typed import doubt, normalised, numbers_in
from tests.shared_data import shared_file

OURS = "LV100000048CN"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BETWEEN = [" ", "\u00a0", "\u3000", "\u2009", "-", "‑", "–", "—", "−", "－"]
UNSEEN = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\ufe0f"]
AROUND = ['"', "'", "«", "»", "“", "”", "「", "（", "[", "(", "№ ", "#", "="]
SEPARATORS = [",", ", ", "，", "、", ";", "；", "|", "｜", "\n", "\r\n", "\t", " ", "  ", "\u3000"]
ALIKE = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")
KEYS = str.maketrans("QWERTYUIOPASDFGHJKLZXCVBNM", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ")
# How long it takes depends on the machine, which has other things to do.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@st.composite
def numbers(draw) -> str:
    """A postal number of China, or an inner number of the Russian Post."""
    if draw(st.booleans()):
        prefix = draw(st.text(LETTERS, min_size=2, max_size=2))
        return make_s10(prefix, draw(st.integers(0, 99_999_999)))
    return make_russian_post("620091", draw(st.dates()), draw(st.integers(0, 99_999)))


@st.composite
def disguised(draw) -> tuple[str, str]:
    """A number, and the same as somebody might write it."""
    number = draw(numbers())
    text = number.translate(draw(st.sampled_from([{}, ALIKE, KEYS, WIDE])))
    text = text.lower() if draw(st.booleans()) else text
    for sign in draw(st.lists(st.sampled_from(BETWEEN + UNSEEN), max_size=5)):
        at = draw(st.integers(1, len(text) - 1))
        text = text[:at] + sign + text[at:]
    start, end = draw(st.sampled_from(["", *AROUND])), draw(st.sampled_from(["", *AROUND[:9]]))
    link = f"https://track.example.com/ru/track/{number}/?from=mail"
    return number, draw(st.sampled_from([start + text + end] * 9 + [link]))


@UNHURRIED
@given(disguised())
def test_a_number_is_known_again_in_any_disguise(pair):
    number, text = pair

    assert normalised(text) == number
    assert normalised(normalised(text)) == number


def printed(number: str, manner: int) -> str:
    """A number as labels and receipts print it."""
    if number[0].isalpha():
        cuts = [(2, 5, 8, 11), (2, 11), (2, 6, 10, 11), (11,), ()][manner]
    else:
        cuts = [(4, 8, 12), (6, 8, 13), (6,), (8,), ()][manner]
    parts = [number[a:b] for a, b in zip((0, *cuts), (*cuts, len(number)), strict=True)]
    return " ".join(parts)


@UNHURRIED
@given(
    st.lists(
        st.tuples(numbers(), st.integers(0, 4)), min_size=1, max_size=9, unique_by=lambda p: p[0]
    ),
    st.data(),
)
def test_printed_numbers_of_a_pasted_list_are_taken_apart(pairs, data):
    text = data.draw(st.sampled_from(["", " ", "\n", "Трек-номер: ", "单号："]))
    for number, manner in pairs:
        text += printed(number, manner) + data.draw(st.sampled_from(SEPARATORS))

    assert [normalised(piece) for piece in numbers_in(text)] == [number for number, _ in pairs]


def test_numbers_as_people_and_scanners_write_them():
    path = shared_file("data/field_cases/t17-numbers-as-people-and-scanners-write-them.txt")
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]

    assert len(lines) == 9
    for line in lines:
        assert normalised(line) == OURS, ascii(line)
        assert [normalised(one) for one in numbers_in(line)] == [OURS], ascii(line)


@pytest.mark.parametrize(
    "text",
    [
        "ДМ100000048СТ",
        "дм100000048ст",
        "LV100000048СТ",
        "LV1ООООО048CN",
        "LV1OOOOO048CN",
        "№ LV100000048CN.",
        '="LV100000048CN"',
        "LV.100.000.048.CN",
        "٭LV١٠٠٠٠٠٠٤٨CN",
        "track.example.com/track/LV100000048CN",
        "https://e.com/t?n=LV%20100%20000%20048%20CN",
        "http://127.0.0.1:8000/track/lv100000048cn/",
        "LV100000048CN\x00",
        "\udcffLV100000048CN",
    ],
)
def test_one_number_is_read_from_many_habits(text):
    assert normalised(text) == OURS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", ""),
        ("\ufeff \x00", ""),
        ("a-1", "A1"),
        ("10-005 55", "1000555"),
        ("https://cdek.ru/tracking?order_id=1234567890", "1234567890"),
        ("https://example.com/about", "HTTPSEXAMPLECOMABOUT"),
        ("ЖЖ", "ЖЖ"),
    ],
)
def test_what_is_no_postal_number_is_only_cleaned(text, number):
    assert normalised(text) == number


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("\ufeff , ;", []),
        ("A1, b2;C3\n\tA1  d4", ["A1", "b2", "C3", "d4"]),
        ("a1、b2；c3，d4｜e5|f6/g7", ["a1", "b2", "c3", "d4", "e5", "f6", "g7"]),
        ('#1001 «A-17» "A 18"', ["#1001", "A-17", "A", "18"]),
        ("1. LV100000048CN\n2) A-17", ["LV100000048CN", "A-17"]),
        ("RU123456789 LV 100 000 048 CN", ["RU123456789", "LV 100 000 048 CN"]),
        ("12 6200 9147 0175 44 7", ["12", "6200 9147 0175 44", "7"]),
        ("1234567 7654321", ["1234567", "7654321"]),
        ("LV 100 000 047 CN, A1", ["LV 100 000 047 CN", "A1"]),
        (
            "https://t.17track.net/en#nums=LV100000048CN,LV100008347CN",
            ["LV100000048CN", "LV100008347CN"],
        ),
        (
            "смотри https://e.com/track/LV100000048CN, или A1",
            ["смотри", "LV100000048CN", "или", "A1"],
        ),
    ],
)
def test_pasted_numbers_are_taken_apart_as_they_were_typed(text, pieces):
    assert numbers_in(text) == pieces


def test_a_long_paste_of_anything_is_read_at_once():
    began = time.perf_counter()
    for text in ("a." * 20_000, "1 " * 20_000, "a" * 40_000, "A 1" * 13_000, "1-" * 20_000):
        numbers_in(text)

    assert time.perf_counter() - began < 60, "not by the square of its length"


@pytest.mark.parametrize("text", ["LV100000047CN", "lv 100 000 047 cn", "ДМ100000047СТ"])
def test_a_wrong_check_digit_is_said(text):
    assert str(doubt(text)) == (
        "The check digit of LV100000047CN is wrong: look at the number again."
    )


def test_a_wrong_inner_number_is_said_to_be_none():
    assert "62009147017545 is no number of the Russian Post" in str(doubt("6200 9147 0175 45"))


@pytest.mark.parametrize("text", ["LV100000048CN", "62009147017544", "1234567890", "A1", ""])
def test_nothing_is_said_of_a_number_that_may_be_right(text):
    assert doubt(text) is None
