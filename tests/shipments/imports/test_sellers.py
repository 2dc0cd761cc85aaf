"""Sellers of a file: numbers without marks, every fault at once."""

import pytest

from shipments.imports.reading import BadRows
from shipments.imports.sellers import read_seller
from shipments.imports.table import Row
from shipments.sentences import say

CELLS = {
    "code": "S900",
    "name_zh": "哈尔滨样例",
    "uscc": "91440300yy06739277",
    "settlement_account": "'0000566482316009091",
}


def test_a_seller_s_numbers_have_no_marks():
    seller = read_seller(Row(2, CELLS))

    assert (seller.uscc, seller.settlement_account) == (
        "91440300YY06739277",
        "0000566482316009091",
    )


def test_every_fault_of_a_row_is_told():
    bad = {"code": "", "name_zh": "", "settlement_account": "5.66E+18"}
    with pytest.raises(BadRows) as told:
        read_seller(Row(2, CELLS | bad, say("The row is short.")))

    assert [fault.column for fault in told.value.faults] == [
        "",
        "code",
        "name_zh",
        "settlement_account",
    ]
