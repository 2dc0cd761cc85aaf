"""The page of exchange rates: finance loads and corrects, the others look."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shipments.actor import Role
from shipments.rates import cbr, csv_list
from shipments.rates.models import ExchangeRate
from tests.browsers import seen, signed_in


@pytest.fixture
def irina_reads(reference):
    return signed_in("irina", roles=(Role.FINANCE,))


def upload(client, text: str):
    file = SimpleUploadedFile("past.csv", text.encode())
    return client.post("/staff/rates/load/", {"file": file})


def test_a_file_is_loaded_and_each_refused_row_told(irina_reads):
    answer = upload(irina_reads, "day,currency,rate\n2026-10-01,EUR,95.5\n2026-10-02,EUR,x\n")

    text = seen(answer)
    assert "Added 1, known already 0, refused 1." in text
    assert "Line 3" in text
    assert "“x” is no number of a rate." in text
    assert ExchangeRate.objects.filter(day="2026-10-01", roubles="95.5").exists()
    assert "95.5" in seen(irina_reads.get("/staff/rates/?currency=eur&day_to=2026-10-31"))


def test_a_file_that_is_no_list_is_refused_in_the_form(irina_reads):
    answer = upload(irina_reads, "hello")

    assert answer.status_code == 422
    assert "The first line names the columns" in answer.content.decode()


def test_a_file_is_never_parsed_by_the_web_server_itself(irina_reads, monkeypatch):
    monkeypatch.setattr(cbr, "read_xml", lambda *args, **kwargs: pytest.fail("parsed here"))
    monkeypatch.setattr(csv_list.csv, "reader", lambda *args, **kwargs: pytest.fail("parsed here"))

    assert "Added 1," in seen(upload(irina_reads, "day,currency,rate\n2026-10-01,EUR,95.5\n"))
    dynamic = (
        '<ValCurs ID="R01239"><Record Date="02.10.2026" Id="R01239"><Nominal>1</Nominal>'
        "<Value>95,5</Value></Record></ValCurs>"
    )
    assert "Added 1," in seen(upload(irina_reads, dynamic))


def test_a_rate_is_corrected_with_a_reason(irina_reads):
    body = {"currency": "EUR", "day": "2026-09-12", "roubles": "95.8", "reason": "typing error"}

    answer = irina_reads.post("/staff/rates/correct/", body, follow=True)

    assert "typing error" in answer.content.decode()
    assert ExchangeRate.objects.get(currency="EUR").roubles == Decimal("95.8")


def test_a_planner_looks_and_changes_nothing(pavel_reads):
    assert "95.7793" in pavel_reads.get("/staff/rates/").content.decode()

    answer = upload(pavel_reads, "day,currency,rate\n2026-10-01,EUR,95.5\n")

    assert answer.status_code == 422
    assert ExchangeRate.objects.count() == 2
