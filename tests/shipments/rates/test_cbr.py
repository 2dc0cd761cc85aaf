"""Reading the daily list of the Bank of Russia (russia.md section 5)."""

from datetime import date
from decimal import Decimal

import pytest

from shipments.errors import BadMessage
from shipments.rates.cbr import Rate, parse_rates
from tests.shared_data import shared_file

HEAD = '<?xml version="1.0" encoding="windows-1251"?>'


def days_list(value: str = "12,2780", nominal: str = "1", day: str = "12.09.2026") -> bytes:
    text = (
        f'{HEAD}<ValCurs Date="{day}" name="Foreign Currency Market"><Valute ID="R01375">'
        f"<NumCode>156</NumCode><CharCode>CNY</CharCode><Nominal>{nominal}</Nominal>"
        f"<Name>Юань</Name><Value>{value}</Value></Valute></ValCurs>"
    )
    return text.encode("cp1251")


@pytest.mark.parametrize(
    ("value", "nominal", "roubles"),
    [
        ("12,2780", "1", "12.2780"),
        ("12.2780", "1", "12.2780"),
        ("33,7155", "10", "3.37155"),
        ("52,1", "1000", "0.0521"),
    ],
)
def test_a_rate_is_roubles_for_one_unit(value, nominal, roubles):
    assert parse_rates(days_list(value, nominal)) == [
        Rate("CNY", date(2026, 9, 12), Decimal(roubles))
    ]


@pytest.mark.parametrize("value", ["", "0", "0,0000", "-1", "abc", "1e5", "NaN", "1,2,3"])
def test_a_rate_that_is_no_number_is_refused(value):
    with pytest.raises(BadMessage):
        parse_rates(days_list(value))


@pytest.mark.parametrize("day", ["", "2026-09-12", "32.09.2026"])
def test_a_list_of_no_day_is_refused(day):
    with pytest.raises(BadMessage, match="no day"):
        parse_rates(days_list(day=day))


def test_another_document_is_refused():
    with pytest.raises(BadMessage, match="no list of rates"):
        parse_rates(b"<html/>")


def test_the_true_list_of_a_day_is_read():
    data = shared_file("data/currency/cbr_XML_daily_2020-04-25_windows1251.xml").read_bytes()
    rates = {rate.currency: rate for rate in parse_rates(data)}

    assert {rate.day for rate in rates.values()} == {date(2020, 4, 25)}
    assert len(rates) > 30
    assert rates["GBP"].roubles == Decimal("91.9309")
    assert Decimal(8) < rates["CNY"].roubles < Decimal(13)
    assert rates["KRW"].roubles < 1
