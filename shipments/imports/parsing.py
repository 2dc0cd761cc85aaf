"""Files parsed apart: in a process without secrets that may take so much memory and time."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from io import BufferedIOBase
from typing import Any

from django.conf import settings

from shipments.errors import BadInput
from shipments.imports.flat import FlatHead, rates_of_flat, table_of_flat
from shipments.imports.table import Row, Table
from shipments.imports.workbook import MAX_BYTES
from shipments.rates.listed import Listed
from shipments.sentences import read, say

# Nobody waits longer for a file than its process may live.
PATIENCE = 5
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Parser:
    """The program that parses for this process, and the socket over which it is asked."""

    control: socket.socket
    program: subprocess.Popen[bytes]


_standing: list[Parser] = []


class ParserFault(Exception):
    """The parser met a fault of ours; it says the kind of error and where, never what was read."""


def parse_table(
    content: bytes,
    known: Collection[str] = (),
    *,
    encoding: str = "",
    delimiter: str = "",
    most: int | None = None,
) -> Table:
    """A file as a table, at most `most` rows of it, parsed by a process of its own.

    `known` are columns that tell the head and a right reading. Raises BadInput for what is no
    table, holds more than we take, or needs more memory or time than we give; ParserFault.
    """
    if len(content) > MAX_BYTES:
        raise BadInput("too_large", say("The file is larger than 60 MB: split it."))
    asked = {
        "reads": "table",
        "known": sorted(known),
        "encoding": encoding,
        "delimiter": delimiter,
        "most": most,
    }
    head: FlatHead = []
    rows: list[Row] = []
    for record in _parsed(asked, content):
        head = record.get("table", head)
        rows += table_of_flat(head, record.get("rows", ())).rows
    return replace(table_of_flat(head, ()), rows=rows)


def parse_rates(content: bytes, *, currency: str = "") -> Listed:
    """A file of rates (`rates.reading`), parsed by a process of its own.

    Raises BadInput for what is no list of rates, or needs more memory or time than we give.
    """
    [record] = _parsed({"reads": "rates", "currency": currency}, content)
    return rates_of_flat(record["listed"])


def _parsed(asked: dict[str, Any], content: bytes) -> Iterator[dict[str, Any]]:
    """The records that the parser answers. Raises BadInput, ParserFault."""
    limits = {"memory_mb": settings.FILE_MEMORY_MB, "seconds": settings.FILE_SECONDS}
    try:
        with _line() as line, line.makefile("rwb") as stream:
            asked |= {"size": len(content), **limits}
            stream.write(json.dumps(asked).encode() + b"\n")
            stream.write(content)
            stream.flush()
            yield from _records(stream)
    except (OSError, EOFError) as error:
        raise _cut_off() from error


def _records(stream: BufferedIOBase) -> Iterator[dict[str, Any]]:
    while text := stream.readline():
        record = json.loads(text)
        if "refused" in record:
            code, sentence = record["refused"]
            raise BadInput(code, read(sentence))
        if "fault" in record:
            raise ParserFault(record["fault"])
        if "end" in record:
            return
        yield record
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
        parser = _parser()
        try:
            socket.send_fds(parser.control, [b"f"], [theirs.fileno()])
        except OSError:
            let_parser_go(parser)
            socket.send_fds(_parser().control, [b"f"], [theirs.fileno()])
    return ours


def _parser() -> Parser:
    """The parser that this process, and what it forks, asks; one for all threads."""
    with _one_at_a_time:
        if not _standing:
            _standing.append(_started())
        return _standing[0]


def let_parser_go(dead: Parser | None = None) -> None:
    """End the parser, where it is still this one; the next file starts another."""
    with _one_at_a_time:
        if _standing and dead in (None, _standing[0]):
            parser = _standing.pop()
            parser.control.close()
            parser.program.kill()
            parser.program.wait()


def _started() -> Parser:
    """A new parser; it ends by itself once nobody holds its socket."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        number = str(theirs.fileno())
        program = subprocess.Popen(
            [sys.executable, "-m", "shipments.imports.parser_process", number],
            pass_fds=[theirs.fileno()],
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        )
    return Parser(ours, program)
