"""Webhooks go to public addresses only, and to the one that was checked."""

import asyncio
import socket

import pytest

from shipments.errors import BadInput
from shipments.notifications import line
from shipments.notifications.addresses import is_public
from shipments.notifications.line import Line
from shipments.notifications.models import Webhook
from shipments.notifications.webhooks import subscribe
from tests.world import NOON
from tracker.bench import receivers
from tracker.bench.receivers import receiver

INSIDE = """
127.0.0.1 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255 192.88.99.1 168.63.129.16 198.18.0.1 192.0.2.1 ::1 :: ::7f00:1
::ffff:8.8.8.8 ::ffff:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001:0:53aa:64c::1
fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ff0e::1 2001:db8::1 8.8.8.8.8 shop
"""
LITERALS = """
https://127.0.0.1/ https://[::1]/ https://[64:ff9b::7f00:1]/ https://[2002:7f00:1::]/
https://224.0.0.1/ https://2130706433/ https://0x7f000001/ https://127.1/ https://0177.0.0.1/
https://localhost/ https://LOCALHOST./ https://db.internal/ https://redis/ https://a.example:8443/
https://a.example:6379/ https://a.example:22/ http://a.example/ https://me@a.example/
https://@a.example/ https://a.example:x/ ftp://a.example/ https:// https:///x //a.example/
"""


@pytest.mark.parametrize("address", INSIDE.split())
def test_our_own_network_and_every_way_around_it_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::6810:84e5"])
def test_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("url", LITERALS.split())
def test_an_address_that_we_never_send_to_is_refused_when_it_is_given(anna, url):
    with pytest.raises(BadInput) as refused:
        subscribe(url=url, topics=[], by=anna, at=NOON)

    assert refused.value.fields["url"]
    assert not Webhook.objects.exists()


def looked_up(monkeypatch, *answers: str) -> list[str]:
    """A name server that gives one address after the other; the names it was asked for."""
    asked: list[str] = []

    async def answer(loop, host, port, **_):
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", answer)
    return asked


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "64:ff9b::7f00:1", "224.0.0.1"])
def test_a_name_that_leads_inside_is_not_called(monkeypatch, address):
    looked_up(monkeypatch, address)
    with Line() as one:
        answer = one.send("https://a.example/", b"{}", {}).result(10)

    assert (answer.status, answer.fault, answer.text) == (0, "not_allowed", "")


def test_the_address_that_was_checked_is_called_by_the_name_it_has(monkeypatch, settings):
    settings.DEMO_DEFAULTS = True
    heard: list[float] = []
    with receiver(receivers.quick, heard) as url:
        asked = looked_up(monkeypatch, "127.0.0.1", "203.0.113.1")
        port = url.split(":")[2].partition("/")[0]
        with Line() as one:
            answer = one.send(f"http://shop.example:{port}/", b"{}", {}).result(10)

    assert (answer.status, len(heard), asked) == (200, 1, ["shop.example"])


def test_nothing_is_told_of_a_machine_that_is_not_there(monkeypatch, settings):
    settings.DEMO_DEFAULTS = True
    monkeypatch.setattr(line, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with Line() as one:
        plain = one.send(f"http://127.0.0.1:{port}/", b"{}", {}).result(10)
        with receiver(receivers.quick) as url:
            no_tls = one.send(url.replace("http", "https"), b"{}", {}).result(10)
        unnamed = one.send("http://xn--\u00df..example/", b"{}", {}).result(10)

    for answer in (plain, no_tls, unnamed):
        assert (answer.status, answer.fault, answer.text) == (0, "unreachable", "")
