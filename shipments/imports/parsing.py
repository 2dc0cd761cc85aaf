"""Files parsed apart: in a process without secrets that may take so much memory and time."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from io import BufferedIOBase

from django.conf import settings

from shipments.errors import BadInput
from shipments.imports.flat import FlatHead, table_of_flat
from shipments.imports.table import Row, Table
from shipments.imports.workbook import MAX_BYTES
from shipments.sentences import read, say

# Nobody waits longer for a file than its process may live.
PATIENCE = 5
_starting = threading.Lock()


class ParserFault(Exception):
    """The parser met a fault of ours; it says the kind of error and where, never what was read."""


def parse_table(
    content: bytes, known: Collection[str] = (), *, encoding: str = "", delimiter: str = "",
    most: int | None = None,
) -> Table:  # fmt: skip
    """A file as a table, at most `most` rows of it, parsed by a process of its own.

    `known` are columns that tell the head and a right reading. Raises BadInput for what is no
    table, holds more than we take, or needs more memory or time than we give; ParserFault.
    """
    if len(content) > MAX_BYTES:
        raise BadInput("too_large", say("The file is larger than 60 MB: split it."))
    asked = {
        "known": sorted(known), "encoding": encoding, "delimiter": delimiter, "most": most,
        "size": len(content), "memory_mb": settings.FILE_MEMORY_MB,
        "seconds": settings.FILE_SECONDS,
    }  # fmt: skip
    try:
        with _line() as line, line.makefile("rwb") as stream:
            stream.write(json.dumps(asked).encode() + b"\n")
            stream.write(content)
            stream.flush()
            return _table(stream)
    except (OSError, EOFError) as error:
        raise _cut_off() from error


def _table(stream: BufferedIOBase) -> Table:
    head: FlatHead = []
    rows: list[Row] = []
    while text := stream.readline():
        record = json.loads(text)
        if "refused" in record:
            code, sentence = record["refused"]
            raise BadInput(code, read(sentence))
        if "fault" in record:
            raise ParserFault(record["fault"])
        head = record.get("table", head)
        rows += table_of_flat(head, record.get("rows", ())).rows
        if "end" in record:
            return replace(table_of_flat(head, ()), rows=rows)
    raise EOFError


def _cut_off() -> BadInput:
    text = say(
        "The file needs more memory or time than we give to one: split it, or save its rows"
        " as a new CSV file."
    )
    return BadInput("too_large", text)


def _line() -> socket.socket:
    """A connection to a fork of the parser; a parser that has died is started again, once."""
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE * settings.FILE_SECONDS)
    with theirs:
        try:
            socket.send_fds(_parser(), [b"f"], [theirs.fileno()])
        except OSError:
            _parser.cache_clear()
            socket.send_fds(_parser(), [b"f"], [theirs.fileno()])
    return ours


@cache
def _parser() -> socket.socket:
    """The socket over which this process, and what it forks, asks its parser; it ends with them."""
    with _starting:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            number = str(theirs.fileno())
            subprocess.Popen(
                [sys.executable, "-m", "shipments.imports.parser_process", number],
                pass_fds=[theirs.fileno()], cwd=settings.BASE_DIR, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            )  # fmt: skip
    return ours
