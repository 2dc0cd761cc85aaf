"""Goods codes: shapes, and no more than shapes."""

import csv

import pytest

from shipments.numbers.goods import cn_goods_code, valid_hs, valid_tnved
from tests.shared_data import shared_file


@pytest.mark.parametrize("text", ["610910", "6109.10", " 6109 10 "])
def test_a_heading_is_six_digits(text):
    assert valid_hs(text) == "610910"


@pytest.mark.parametrize(
    "text", ["", "61091", "6109100000", "770000", "000000", "980000", "999999", "shirt1"]
)
def test_what_is_no_heading_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_hs(text)


@pytest.mark.parametrize("text", ["610910", "61091000", "6109100000"])
def test_a_russian_code_is_six_eight_or_ten_digits(text):
    assert valid_tnved(text) == text


@pytest.mark.parametrize(
    "text", ["", "61091", "610910000", "61091000001", "7712345678", "9999999999"]
)
def test_what_is_no_russian_code_is_refused(text):
    with pytest.raises(ValueError, match=r"\.$"):
        valid_tnved(text)


def test_the_chinese_list_takes_ten_digits():
    assert cn_goods_code("610910") == "6109100000"
    assert cn_goods_code("6109.10.0021") == "6109100021"


def test_every_heading_of_2022_has_the_shape():
    with shared_file("data/hs/hs2022.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    # 999999 is what statistics call goods that nobody has named.
    codes = [row["hscode"] for row in rows if len(row["hscode"]) == 6]
    codes.remove("999999")

    assert len(codes) > 5_000
    for code in codes:
        assert valid_hs(code) == code
