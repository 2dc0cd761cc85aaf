"""Files are parsed by a process of its own, bounded in memory and time, without secrets."""

import os
import resource
import time
from pathlib import Path

import pytest

from shipments.errors import BadInput, BadMessage
from shipments.imports import parsing
from shipments.imports.layouts.registry import KNOWN
from shipments.imports.parsing import ParserFault, parse_rates, parse_table
from shipments.imports.table import read_table
from shipments.rates.reading import read_list
from tests.shipments.imports.bombs import BOMBS, deep, far
from tests.shipments.imports.books import book, sheet

TABLES = [
    b'sku,note,reason\nA,"x\ny",why\nB\nC,1,2,3\n',
    "sku;note;\nA;чай;\nB;茶;x\n".encode("gb18030"),
    sheet(("order_number", "sku"), ("1", "A"), ("", "#REF!"), ("2", 7803.0), merged="A2:A3"),
    book([[("Номер", "Товар"), ("1", "A")], [("x",)]], hidden=2),
]


@pytest.mark.parametrize("content", TABLES)
def test_what_comes_from_the_other_process_is_what_was_parsed(content):
    here, there = read_table(content, KNOWN), parse_table(content, KNOWN)

    rows = list(here.rows)
    assert (there.header, there.encoding, there.delimiter, there.head_line, there.sheet) == (
        here.header,
        here.encoding,
        here.delimiter,
        here.head_line,
        here.sheet,
    )
    assert [(row.line, row.fault, row.filled) for row in there.rows] == [
        (row.line, row.fault, row.filled) for row in rows
    ]
    for ours, theirs in zip(there.rows, rows, strict=True):
        assert ours.cells == {name: theirs.cells[name] for name in ours.cells}
        assert not any(cell for name, cell in theirs.cells.items() if name not in ours.cells)


LISTS = [
    b"day,currency,rate\n2026-10-01,EUR,95.5\n2026-10-02,EUR,x\n",
    b'<ValCurs ID="R01239"><Record Date="01.10.2026" Id="R01239"><Nominal>1</Nominal>'
    b'<Value>95,5</Value></Record><Record Date="x" Id="R01239"/></ValCurs>',
]


@pytest.mark.parametrize("content", LISTS)
def test_a_list_of_rates_comes_as_it_was_read(content):
    here, there = read_list(content), parse_rates(content)

    assert (there.rates, len(there.rates), len(there.faults)) == (here.rates, 1, 1)
    assert there.faults == here.faults


@pytest.mark.parametrize("content", [b"hello", b"<a/>", b"<!DOCTYPE a><a/>"])
def test_what_is_no_list_of_rates_is_refused_with_the_same_words(content):
    with pytest.raises(BadMessage) as here:
        read_list(content)
    with pytest.raises(BadInput) as there:
        parse_rates(content)

    assert (there.value.code, there.value.message) == (here.value.code, here.value.message)


def test_only_as_many_rows_come_as_are_asked_for():
    assert [row.get("sku") for row in parse_table(b"sku,note\nA,1\nB,2\nC,3", most=2).rows] == [
        "A",
        "B",
    ]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_a_sentence_and_harms_nobody(settings, name):
    settings.FILE_MEMORY_MB, settings.FILE_SECONDS = 120, 5
    bomb = BOMBS[name]()

    with pytest.raises(BadInput):
        parse_table(bomb, KNOWN)

    assert [row.get("sku") for row in parse_table(b"sku,note\nA,1", KNOWN).rows] == ["A"]


def test_a_small_sheet_of_endless_size_costs_nothing_and_says_what_to_delete(settings):
    settings.FILE_MEMORY_MB = 50
    parse_table(b"sku,note\nA,1", KNOWN)
    begun = time.monotonic()

    with pytest.raises(BadInput, match=r"XFD1048576.*delete"):
        parse_table(far("XFD1048576"), KNOWN)

    assert time.monotonic() - begun < 1


def test_a_deep_sheet_is_no_trouble(settings):
    settings.FILE_MEMORY_MB = 200
    assert list(parse_table(deep(100_000), KNOWN).rows) == []


def test_what_takes_too_long_is_cut_off(settings):
    settings.FILE_SECONDS = 1

    with pytest.raises(BadInput, match="more memory or time"):
        parse_table(b"sku,note\n" + b"A,b\n" * 3_000_000, KNOWN)


def test_a_parser_that_was_killed_is_started_again():
    parse_table(b"sku,note\nA,1", KNOWN)
    parsing._parser().control.close()

    assert list(parse_table(b"sku,note\nA,1", KNOWN).rows)


def test_a_fault_of_ours_tells_its_place_and_nothing_of_the_file(monkeypatch):
    monkeypatch.setattr(parsing, "sorted", lambda known: [["Иванов"]], raising=False)

    with pytest.raises(ParserFault) as fault:
        parse_table("sku,note\nA,Иванов".encode(), KNOWN)

    assert "TypeError" in str(fault.value)
    assert "Иванов" not in str(fault.value)


def test_the_parser_has_no_secret_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "secret")
    parsing.let_parser_go()
    before = resource.getrlimit(resource.RLIMIT_AS)

    parse_table(b"sku,note\nA,1", KNOWN)

    assert resource.getrlimit(resource.RLIMIT_AS) == before
    ours = [one for one in _children() if b"parser_process" in (one / "cmdline").read_bytes()]
    assert ours
    assert all(b"FIELD_KEYS" not in (one / "environ").read_bytes() for one in ours)


def _children() -> list[Path]:
    """The folders of /proc of what this process has started."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return [Path(f"/proc/{pid}") for pid in listed.split()]
