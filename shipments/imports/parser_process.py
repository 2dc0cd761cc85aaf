"""The program that parses files for others: it knows no secret, and each file gets a fork of it."""

import json
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from io import BufferedIOBase
from itertools import islice
from pathlib import Path
from typing import Any

from shipments.errors import Refused
from shipments.imports.flat import flat_head, flat_rates, flat_row
from shipments.imports.table import read_table
from shipments.rates.reading import read_list

CHUNK = 1_000
MB = 1024 * 1024
# Of its memory this part may be told to whoever asked, who has no bound of his own: one text that
# a merged cell gives to many rows is kept once here, and told with each of them.
SHARE = 4


def main() -> None:
    """Fork for each connection that comes over the socket of argv, until whoever asks is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks leave nothing behind
    while True:
        _, lines, _, _ = socket.recv_fds(control, 1, 1)
        if not lines:
            return
        if os.fork() == 0:
            control.close()
            _serve(lines[0])
        os.close(lines[0])


def _serve(number: int) -> None:
    """Parse one file and end, whatever happens: what ends without a last record was cut off."""
    try:
        with socket.socket(fileno=number) as line, line.makefile("rwb") as stream:
            asked = json.loads(stream.readline())
            _limit(asked["memory_mb"], asked["seconds"])
            content = stream.read(asked["size"])
            room = asked["memory_mb"] * MB // SHARE
            for record in _present(asked, content):
                if (room := room - _write(stream, record, room)) <= 0:
                    return
    finally:
        os._exit(0)


def _limit(memory_mb: int, seconds: int) -> None:
    """Bound what this process may take above what it has; no files, no core."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory_mb * MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(4 * seconds)


def _present(asked: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    """What the file holds, or why that is nothing; the last record says it is all."""
    try:
        yield from READERS[asked["reads"]](asked, content)
        yield {"end": True}
    except Refused as refused:
        yield {"refused": [refused.code, refused.sentence.written()]}
    except MemoryError:
        return
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        yield {"fault": f"{type(error).__name__}\n{frames}"}


def _table(asked: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    """The table, and its rows in chunks."""
    table = read_table(
        content, asked["known"], encoding=asked["encoding"], delimiter=asked["delimiter"]
    )
    yield {"table": flat_head(table)}
    rows = islice(table.rows, asked["most"])
    while chunk := [flat_row(table.header, row) for row in islice(rows, CHUNK)]:
        yield {"rows": chunk}


def _rates(asked: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    yield {"listed": flat_rates(read_list(content, currency=asked["currency"]))}


READERS = {"table": _table, "rates": _rates}


def _write(stream: BufferedIOBase, record: dict[str, Any], room: int) -> int:
    """Tell a record, where there is room for it; how long it is."""
    text = json.dumps(record).encode() + b"\n"
    if len(text) < room:
        stream.write(text)
        stream.flush()
    return len(text)


if __name__ == "__main__":
    main()
