"""Numbers and words as they were meant."""

import pytest

from shipments.imports.cleaning import Unread, identifier, plain, tidy


@pytest.mark.parametrize(
    "typed",
    [
        "9007301",
        "9007301.0",
        "9007301.00",
        "9007301,0",
        "'9007301",
        '="9007301"',
        "=9007301",
        "9007301\u200b",
        "\ufeff9007301",
        "９００７３０１",
        " 9007301\t",
        "'9007301.0",
        '"9007301"',
        "9 007 301",
        "9\u00a0007\u202f301",
        "`9007301",
        "900\u00ad7301",
        "\u200e9007301\u200f",
    ],
)
def test_one_number_is_one_number_however_it_was_kept_as_text(typed):
    assert identifier(typed) == "9007301"


@pytest.mark.parametrize(
    "number",
    [
        "A-1.0",
        "D2026/11",
        "2026-11-0001",
        "12.5",
        "MAY-1",
        "1-2",
        "007",
        "1,000",
        "10.50",
        "5E10",
        "7.5E27",
    ],
)
def test_what_only_looks_like_a_mark_stays(number):
    if number == "1,000":
        with pytest.raises(Unread):
            identifier(number)
    else:
        assert identifier(number) == number


@pytest.mark.parametrize(
    "damaged",
    [
        "8.19E+15",
        "8,19E+15",
        "3.32627e+11",
        "1E+12",
        "8.19000000000000E+15",
        "'8.19E+15",
        "８.19E+15",
        "8.19E15",
        "1.2E-05",
        "########",
        "#REF!",
        "#N/A",
        "#ЗНАЧ!",
        "#Н/Д",
        "#NAME?",
        "#DIV/0!",
        "2026-02-01",
        "2026-02-01T00:00:00",
        "01.02.2026",
        "1-Feb",
        "01.фев",
        "фев.02",
        "2月1日",
        "1/2/2026",
    ],
)
def test_a_number_that_a_spreadsheet_damaged_is_refused(damaged):
    with pytest.raises(Unread, match="damaged by a spreadsheet"):
        identifier(damaged)


def test_words_keep_their_signs_but_no_invisible_ones():
    assert (
        tidy(" кафе\u00a0«Мир»\u200b № 5 （东门）\n2-й этаж\x00 ")
        == "кафе «Мир» № 5 （东门）\n2-й этаж"
    )


def test_a_joiner_that_a_name_needs_stays():
    assert tidy("می\u200cخواهم") == "می\u200cخواهم"


def test_a_plain_word_has_single_spaces_and_no_full_width():
    assert plain("２０２６　年\u00a0 ok\u200d") == "2026 年 ok"
