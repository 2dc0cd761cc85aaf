"""The line to sellers' machines: many messages at once, each with one deadline for all of it."""

import asyncio
import ssl
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Thread
from types import TracebackType

import httpx

from shipments.notifications.addresses import NotAllowed, resolved
from shipments.notifications.models import Delivery

# From looking up the name to the last byte read, however the other side takes its time.
DEADLINE_SECONDS = 15.0
CONNECT_SECONDS = 5.0
# Once it has answered, its words are only for the log: they are waited for no longer.
WORDS_SECONDS = 2.0
KEPT_ANSWER = 2_000
# Of a name with many addresses, so many are tried.
MOST_ADDRESSES = 3
AT_ONCE = 32

Fault = Delivery.Fault


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said; status 0 means that it said nothing, and `fault` why."""

    status: int
    text: str = ""
    fault: str = ""

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


class Line:
    """A thread that sends: `send` returns at once, with the future answer."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._lookups = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="lookup")
        self._loop.set_default_executor(self._lookups)
        self._thread = Thread(target=self._loop.run_forever, name="webhooks", daemon=True)
        self._client = httpx.AsyncClient(
            verify=ssl.create_default_context(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(DEADLINE_SECONDS, connect=CONNECT_SECONDS),
            # A connection kept for one name must not carry a message to another at its address.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def __enter__(self) -> "Line":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go at once of what is still on its way; a look-up that hangs ends by itself."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        self._thread.join(DEADLINE_SECONDS)
        self._lookups.shutdown(wait=False, cancel_futures=True)
        if not self._thread.is_alive():
            self._loop.close()

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Future[Answer]:
        """Post a body; the answer comes within the deadline, and nothing is raised."""
        posting = _answered(self._client, url, body, headers)
        return asyncio.run_coroutine_threadsafe(posting, self._loop)

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for other in others:
            other.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._client.aclose()
        self._loop.stop()


async def _answered(
    client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    """The answer, or why there is none: never where it stood inside, nor in whose words."""
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await _post(client, url, body, headers)
    except (TimeoutError, httpx.TimeoutException):
        return Answer(0, fault=Fault.TIMED_OUT)
    except NotAllowed:
        return Answer(0, fault=Fault.NOT_ALLOWED)
    except (httpx.ProtocolError, httpx.DecodingError):
        return Answer(0, fault=Fault.BAD_ANSWER)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
        return Answer(0, fault=Fault.UNREACHABLE)


async def _post(
    client: httpx.AsyncClient, url: str, body: bytes, headers: Mapping[str, str]
) -> Answer:
    """Look the name up once and connect to what was found, by the name it has."""
    where = httpx.URL(url)
    host = where.raw_host.decode("ascii")
    port = where.port or (443 if where.scheme == "https" else 80)
    addresses = (await resolved(host, port))[:MOST_ADDRESSES]
    named = {**headers, "host": where.netloc.decode("ascii")}
    for place, address in enumerate(addresses, start=1):
        try:
            async with client.stream(
                "POST",
                where.copy_with(host=address),
                content=body,
                headers=named,
                extensions={"sni_hostname": host},
            ) as answer:
                return Answer(answer.status_code, await _words(answer))
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if place == len(addresses):
                raise
    raise OSError(host)


async def _words(answer: httpx.Response) -> str:
    """The answer's first text, without NUL; what follows is not read, nor long waited for."""
    heard = bytearray()
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(WORDS_SECONDS):
            async for chunk in answer.aiter_raw():
                heard += chunk[:KEPT_ANSWER]
                if len(heard) >= KEPT_ANSWER:
                    break
    return bytes(heard[:KEPT_ANSWER]).decode("utf-8", "replace").replace("\x00", "")
