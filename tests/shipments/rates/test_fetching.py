"""The bank's list comes over the wire as it truly does: windows-1251, commas, nominals."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep

import pytest
from django.test import override_settings

from shipments.actor import Actor, Role, system
from shipments.errors import BadMessage, NotAllowed
from shipments.rates import fetching
from shipments.rates.actions import save_rates
from shipments.rates.cbr import MAX_BYTES
from shipments.rates.fetching import fetch_rates
from shipments.rates.listed import Listed, Rate
from shipments.rates.models import ExchangeRate
from shipments.runs.models import Run
from shipments.tasks import fetch_exchange_rates
from tests.shipments.rates.test_cbr import days_list
from tests.world import NOON

BY = system("t")
DAY = date(2026, 9, 12)


@pytest.fixture
def bank() -> Iterator[Callable[..., str]]:
    """A bank that answers each question alike; the address it answers at."""
    servers: list[HTTPServer] = []

    def answer(body: bytes, status: int = 200) -> str:
        class Bank(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/xml; charset=windows-1251")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Bank)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/scripts/XML_daily.asp"

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_list_is_fetched_and_read(bank):
    assert fetch_rates(bank(days_list())).rates == [Rate("CNY", DAY, Decimal("12.2780"))]


@pytest.mark.parametrize(
    ("body", "status"), [(b"<html/>", 200), (b"", 200), (b"no", 500), (b"x" * (MAX_BYTES + 1), 200)]
)
def test_what_is_no_list_is_refused(bank, body, status):
    with pytest.raises(BadMessage):
        fetch_rates(bank(body, status))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "nonsense", "http://"])
def test_a_bank_that_cannot_be_reached_is_told_so(url):
    with pytest.raises(BadMessage):
        fetch_rates(url)


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_bank_that_drips_is_given_up_at_the_deadline(monkeypatch, first):
    """Each piece comes in time, and the head or the whole never would."""
    monkeypatch.setattr(fetching, "DEADLINE_SECONDS", 0.5)
    with dripping(first) as url:
        began = monotonic()
        with pytest.raises(BadMessage, match="takes too long"):
            fetch_rates(url)

    assert 0.5 <= monotonic() - began < 10


@contextmanager
def dripping(first: bytes) -> Iterator[str]:
    """A bank that begins so, and then sends a sign now and then for a minute; its address."""

    class Bank(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.wfile.write(first)
            with suppress(OSError):
                for _ in range(600):
                    self.wfile.write(b"<")
                    sleep(0.1)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    server.daemon_threads, server.block_on_close = True, False
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_day_s_rate_is_kept_once_and_never_changed(db):
    first = [Rate("CNY", DAY, Decimal("12.2780"))]
    later = [Rate("CNY", DAY, Decimal(99)), Rate("EUR", DAY, Decimal("95.1"))]

    assert len(save_rates(listed=Listed(first), by=BY, at=NOON).added) == 1
    kept = save_rates(listed=Listed([*first, *later]), by=BY, at=NOON)

    assert ([one.currency for one in kept.added], kept.repeated) == (["EUR"], 1)
    assert "this day has 12.278 ₽ already" in str(kept.refused[0].reason)

    assert ExchangeRate.objects.get(currency="CNY", day=DAY).roubles == Decimal("12.2780")
    assert set(ExchangeRate.objects.filter(day=DAY).values_list("source", flat=True)) == {"CBR"}


def test_a_seller_keeps_no_rate(db):
    anna = Actor("anna", frozenset({Role.SELLER_OWNER}), seller_id=1)

    with pytest.raises(NotAllowed):
        save_rates(listed=Listed([Rate("CNY", DAY, Decimal(12))]), by=anna, at=NOON)
    assert not ExchangeRate.objects.exists()


def test_the_job_asks_the_bank_that_the_settings_name(db, bank):
    with override_settings(CBR_URL=bank(days_list())):
        fetch_exchange_rates()

    assert ExchangeRate.objects.get(day=DAY).currency == "CNY"
    assert Run.objects.get().counts == {"rates": 1}


def test_without_a_bank_in_the_settings_nothing_is_asked(db):
    fetch_exchange_rates()

    assert Run.objects.get().counts == {}
    assert not ExchangeRate.objects.exists()


def test_a_bank_that_fails_leaves_a_run_with_the_reason(db, bank):
    with override_settings(CBR_URL=bank(b"", 503)), pytest.raises(BadMessage):
        fetch_exchange_rates()

    assert "The bank does not answer" in Run.objects.get().error
