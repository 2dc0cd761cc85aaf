"""Where webhooks may go: public addresses only, and the one that was checked is connected to."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

HTTPS = 443
# With the demo a seller's machine may be a program beside ours.
DEMO_PORTS = frozenset({80, HTTPS, *range(1024, 65536)})
# What Python counts as global and is a way into a network all the same: translated, tunnelled and
# anycast addresses, and those of many at once.
_NOT_PUBLIC = [
    ip_network(name)
    for name in (
        "192.88.99.0/24",
        "168.63.129.16/32",
        "224.0.0.0/4",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
        "ff00::/8",
    )
]


class NotAllowed(Exception):
    """An address that we do not connect to."""


def is_public(address: str) -> bool:
    """Whether an address in digits is one of the public internet, and no way around it."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return found.is_global and not _is_way_around(found)


def _is_way_around(found: IPv4Address | IPv6Address) -> bool:
    aside = found.is_multicast or found.is_reserved or found.is_unspecified or found.is_link_local
    return aside or any(found in item for item in _NOT_PUBLIC if item.version == found.version)


def literal_of(host: str) -> str:
    """The address that a host spells in digits ("127.1" and "0x7f000001" do too), or nothing."""
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""


def port_of(url: str) -> int:
    """The port a URL leads to. Raises ValueError where it is none."""
    parts = urlsplit(url)
    return parts.port or (HTTPS if parts.scheme == "https" else 80)


def may_use(port: int) -> bool:
    """Whether we connect to a port: in earnest to that of https alone."""
    return port in DEMO_PORTS if settings.DEMO_DEFAULTS else port == HTTPS


async def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host, looked up this once; who connects takes one of them.

    Raises NotAllowed for a port, or where one of the addresses is not public; OSError or
    UnicodeError for a name that has none.
    """
    if not may_use(port):
        raise NotAllowed
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not settings.DEMO_DEFAULTS and not all(map(is_public, addresses)):
        raise NotAllowed
    return addresses
