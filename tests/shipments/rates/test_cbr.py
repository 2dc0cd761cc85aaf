"""Reading lists of rates: of a day, of a currency, and tables (russia.md section 5)."""

from datetime import date
from decimal import Decimal

import pytest

from shipments.errors import BadMessage
from shipments.rates.cbr import read_cbr
from shipments.rates.csv_list import read_csv
from shipments.rates.listed import Rate
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
    assert read_cbr(days_list(value, nominal)).rates == [
        Rate("CNY", date(2026, 9, 12), Decimal(roubles))
    ]


@pytest.mark.parametrize("value", ["", "0", "0,0000", "-1", "abc", "1e5", "NaN", "1,2,3"])
def test_a_rate_that_is_no_number_is_refused(value):
    listed = read_cbr(days_list(value))

    assert listed.rates == []
    assert [fault.line for fault in listed.faults] == [1]


@pytest.mark.parametrize("day", ["", "2026-09-12", "32.09.2026"])
def test_a_list_of_no_day_is_refused(day):
    with pytest.raises(BadMessage, match="no day"):
        read_cbr(days_list(day=day))


def test_another_document_is_refused():
    with pytest.raises(BadMessage, match="no list of rates"):
        read_cbr(b"<html/>")


def test_the_true_list_of_a_day_is_read():
    data = shared_file("data/currency/cbr_XML_daily_2020-04-25_windows1251.xml").read_bytes()
    rates = {rate.currency: rate for rate in read_cbr(data).rates}

    assert {rate.day for rate in rates.values()} == {date(2020, 4, 25)}
    assert len(rates) > 30
    assert rates["GBP"].roubles == Decimal("91.9309")
    assert Decimal(8) < rates["CNY"].roubles < Decimal(13)
    assert rates["KRW"].roubles < 1


def dynamic(*records: str, name: str = "R01239") -> bytes:
    text = f'{HEAD}<ValCurs ID="{name}" name="Foreign Currency Market Dynamic">{"".join(records)}'
    return f"{text}</ValCurs>".encode("cp1251")


def record(day: str, value: str, nominal: str = "1") -> str:
    return (
        f'<Record Date="{day}" Id="R01239"><Nominal>{nominal}</Nominal><Value>{value}</Value>'
        "</Record>"
    )


def test_a_currency_s_list_is_read_and_a_broken_row_loses_only_itself():
    days = [("02.11.2026", "95,5"), ("03.11.2026", "x"), ("31.02.2026", "95,5")]
    listed = read_cbr(dynamic(*(record(*one) for one in days), record("04.11.2026", "955,6", "10")))

    assert listed.rates == [
        Rate("EUR", date(2026, 11, 2), Decimal("95.5")),
        Rate("EUR", date(2026, 11, 4), Decimal("95.56")),
    ]
    assert [str(fault.reason) for fault in listed.faults] == [
        "“x” is no number of a rate.",
        "“31.02.2026” is no day of rates.",
    ]


def test_a_list_whose_currency_nobody_names_is_refused():
    unknown = dynamic(record("02.11.2026", "95,5"), name="R99999")

    with pytest.raises(BadMessage, match="name it"):
        read_cbr(unknown)
    with pytest.raises(BadMessage, match="not of CNY"):
        read_cbr(dynamic(record("02.11.2026", "95,5")), currency="CNY")
    assert read_cbr(unknown, currency="EUR").rates[0].currency == "EUR"


@pytest.mark.parametrize(
    "text",
    [
        "day,currency,rate\n2026-11-02,EUR,95.5\n",
        "\ufeffcurrency;rate;day\r\nEUR;95,5;02.11.2026\r\n\r\n",
        "day\tcurrency\trate\tnominal\n2026-11-02\tEUR\t955\t10\n",
        'day,currency,rate\n2026-11-02,EUR,"95,5"\n',
    ],
)
def test_a_table_of_rates_is_read(text):
    assert read_csv(text.encode()).rates == [Rate("EUR", date(2026, 11, 2), Decimal("95.5"))]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2026-11-02,eur,95.5,", "no currency"),
        ("2026-11-02,RUB,1,", "no currency"),
        ("02/11/2026,EUR,95.5,", "no day"),
        ("2026-11-02,EUR,0,", "no number"),
        ("2026-11-02,EUR,9.55e1,", "no number"),
        ("2026-11-02,EUR,95.5,3", "without rounding"),
        ("2026-11-02,EUR,95.5", "3 cells, not 4"),
    ],
)
def test_a_broken_row_of_a_table_is_told_with_its_line(row, why):
    listed = read_csv(f"day,currency,rate,nominal\n2026-11-01,EUR,95,\n{row}\n".encode())

    assert len(listed.rates) == 1
    assert [fault.line for fault in listed.faults] == [3]
    assert why in str(listed.faults[0].reason)


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"day,currency,rate,note\n", b"\xff\xfe", b"\0"]
)
def test_what_is_no_table_of_rates_is_refused(data):
    with pytest.raises(BadMessage):
        read_csv(data)
