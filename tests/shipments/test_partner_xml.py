"""What is not read: bombs, document types, files of this machine, and too much of anything."""

import pytest

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


def test_the_declared_encoding_is_honoured():
    data = '<?xml version="1.0" encoding="windows-1251"?><a><b> Ёж </b></a>'.encode("cp1251")

    assert text_of(read_xml(data), "b") == "Ёж"


def test_a_missing_field_is_named():
    with pytest.raises(BadMessage, match="a has no b/c"):
        needed(read_xml(b"<a><b/></a>"), "b", "c")
