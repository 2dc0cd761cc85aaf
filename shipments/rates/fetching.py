"""Asking the Bank of Russia for its latest list of rates."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx

from shipments.errors import BadMessage
from shipments.rates.cbr import MAX_BYTES, read_cbr
from shipments.rates.listed import Listed

# For one answer of the server, and for all of it together: a slow bank holds no worker.
TIMEOUT_SECONDS, DEADLINE_SECONDS = 15, 60


def fetch_rates(url: str) -> Listed:
    """The latest list; its day is the day in force, mostly tomorrow's. Raises BadMessage.

    No transaction may be open: the bank may let us wait.
    """
    try:
        return read_cbr(_read(url))
    except TimeoutError:
        raise BadMessage("no_answer", "The bank does not answer: it takes too long.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        text = f"The bank does not answer: {type(error).__name__} {error}"
        raise BadMessage("no_answer", text[:300]) from error


def _read(url: str) -> bytes:
    """The answer, awaited in a thread of its own: the caller's may run a loop already."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(lambda: asyncio.run(_body(url))).result()


async def _body(url: str) -> bytes:
    """The answer, no more of it than a list of rates can be and no later than the deadline."""
    async with (
        asyncio.timeout(DEADLINE_SECONDS),
        httpx.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=True) as client,
        client.stream("GET", url) as answer,
    ):
        answer.raise_for_status()
        read = bytearray()
        async for chunk in answer.aiter_bytes():
            read += chunk
            if len(read) > MAX_BYTES:
                raise BadMessage("too_long", "The bank's answer is too long for a list of rates.")
        return bytes(read)
