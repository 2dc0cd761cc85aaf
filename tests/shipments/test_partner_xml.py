"""What is not read: bombs, document types, files of this machine, and too much of anything."""

import subprocess
import sys

import pytest

from launcher.paths import ROOT
from shipments.errors import BadMessage
from shipments.partner_xml import needed, read_xml, text_of
from tests.shared_data import shared_file

BOMBS = ["cyclic", "dtd", "external", "external_file", "quadratic", "xmlbomb", "xmlbomb2"]
LAUGHS = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>'


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name):
    data = shared_file(f"data/bad_inputs/xml_bombs/{name}.xml").read_bytes()

    with pytest.raises(BadMessage):
        read_xml(data)


@pytest.mark.parametrize("name", ["simple", "simple-ns"])
def test_a_plain_document_is_read(name):
    data = shared_file(f"data/bad_inputs/xml_bombs/{name}.xml").read_bytes()

    assert len(read_xml(data)) > 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp037"])
def test_a_document_type_is_refused_in_any_encoding(encoding):
    with pytest.raises(BadMessage):
        read_xml(LAUGHS.decode().encode(encoding))


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"<a>", b"not xml", b"<a/><b/>", "<a>Ё</a>".encode("cp1251")]
)
def test_what_is_not_xml_is_refused(data):
    with pytest.raises(BadMessage, match="not well-formed"):
        read_xml(data)


def test_too_much_is_refused_unread():
    with pytest.raises(BadMessage, match="above 10 bytes"):
        read_xml(b"<a>" + b"x" * 100 + b"</a>", max_bytes=10)


# What a body of the API may hold at most, as dense as it can be, in a process with 400 MB more.
_DENSE = """
import resource, sys
from pathlib import Path
from shipments.partner_xml import read_xml
pages = int(Path("/proc/self/statm").read_text().split()[0])
most = pages * resource.getpagesize() + 400 * 1024 * 1024
data = b"<a>" + sys.argv[1].encode() * (10 * 1024 * 1024 // len(sys.argv[1])) + b"</a>"
resource.setrlimit(resource.RLIMIT_AS, (most, most))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
print(len(read_xml(data)))
"""


@pytest.mark.parametrize("part", ["<b/>", "<b c='1'/>"])
def test_the_densest_body_that_a_machine_may_send_takes_bounded_memory_and_time(part):
    done = subprocess.run(
        [sys.executable, "-c", _DENSE, part], cwd=ROOT, capture_output=True, text=True
    )

    assert done.stdout.strip() == str(10 * 1024 * 1024 // len(part)), done.stderr


def test_the_declared_encoding_is_honoured():
    data = '<?xml version="1.0" encoding="windows-1251"?><a><b> Ёж </b></a>'.encode("cp1251")

    assert text_of(read_xml(data), "b") == "Ёж"


def test_a_missing_field_is_named():
    with pytest.raises(BadMessage, match="a has no b/c"):
        needed(read_xml(b"<a><b/></a>"), "b", "c")
