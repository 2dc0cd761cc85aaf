"""Asking the Bank of Russia for its latest list of rates."""

import httpx

from shipments.errors import BadMessage
from shipments.rates.cbr import MAX_BYTES, read_cbr
from shipments.rates.listed import Listed

TIMEOUT_SECONDS = 15


def fetch_rates(url: str) -> Listed:
    """The latest list; its day is the day in force, mostly tomorrow's. Raises BadMessage.

    No transaction may be open: the bank may let us wait.
    """
    try:
        return read_cbr(_body(url))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        text = f"The bank does not answer: {type(error).__name__} {error}"
        raise BadMessage("no_answer", text[:300]) from error


def _body(url: str) -> bytes:
    """The answer, no more of it than a list of rates can be."""
    with httpx.stream("GET", url, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer:
        answer.raise_for_status()
        read = bytearray()
        for chunk in answer.iter_bytes():
            read += chunk
            if len(read) > MAX_BYTES:
                raise BadMessage("too_long", "The bank's answer is too long for a list of rates.")
        return bytes(read)
