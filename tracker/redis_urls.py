"""One REDIS_URL, spelled as the broker and as the cache want it."""

from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured


def redis_address(url: str, *, further: int = 0) -> str:
    """The same server, `further` databases on: the broker has the first, the cache the next.

    Takes `redis://`, `rediss://` and `unix://` addresses; raises ImproperlyConfigured for others.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("REDIS_URL begins with redis://, rediss:// or unix://")
    number = _number(url) + further
    if parts.scheme == "unix":
        return f"unix://{parts.netloc}{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker_address(url: str) -> str:
    """The first database of the server, as Celery spells it."""
    parts = urlsplit(redis_address(url))
    if parts.scheme == "unix":
        return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={_number(url)}"
    if parts.scheme == "rediss" and "ssl_cert_reqs" not in parts.query:
        return urlunsplit(parts._replace(query="ssl_cert_reqs=required"))
    return urlunsplit(parts)


def _number(url: str) -> int:
    parts = urlsplit(url)
    text = parse_qs(parts.query).get("db", ["0"])[0]
    if parts.scheme != "unix":
        text = parts.path.strip("/") or text
    if not text.isdigit():
        raise ImproperlyConfigured("REDIS_URL ends with the number of a database, as /0 or ?db=0")
    return int(text)
