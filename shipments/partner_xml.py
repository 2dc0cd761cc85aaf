"""Reading XML from outside: no document type, no entities, no network, a bounded size."""

from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from lxml import etree

from shipments.errors import BadMessage

MAX_BYTES = 32 * 1024 * 1024
Element: TypeAlias = Any  # lxml ships no types


def read_xml(data: bytes, *, max_bytes: int = MAX_BYTES) -> Element:
    """The root of a document in its declared encoding. Raises BadMessage.

    A document type is refused before the parser sees it (and after, for rarer encodings): with it
    go entity bombs and files read from this machine.
    """
    if len(data) > max_bytes:
        raise BadMessage("message_too_large", f"The message is above {max_bytes} bytes.")
    if b"<!DOCTYPE" in data.replace(b"\0", b""):
        raise _document_type()
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadMessage("not_xml", f"The message is not well-formed XML: {error}.") from None
    if root.getroottree().docinfo.doctype:
        raise _document_type()
    return root


def _document_type() -> BadMessage:
    return BadMessage("document_type", "A message with a document type is not read.")


def local_name(node: Element) -> str:
    return etree.QName(node).localname


def text_of(node: Element, *names: str) -> str:
    """The trimmed text of the descendant at this path of local names; "" where there is none."""
    found = node.findtext("/".join(f"{{*}}{name}" for name in names))
    return (found or "").strip()


def needed(node: Element, *names: str) -> str:
    """The same, but raises BadMessage where the text is missing."""
    text = text_of(node, *names)
    if not text:
        raise BadMessage("field_missing", f"{local_name(node)} has no {'/'.join(names)}.")
    return text


def place_of(node: Element) -> tuple[int, str]:
    """The line a node begins on, and the node as it is written, for a person to look at."""
    return node.sourceline or 0, etree.tostring(node, encoding="unicode", with_tail=False)


def moment(text: str, pattern: str, zone: tzinfo) -> datetime:
    """A time in the pattern of strptime, in the zone it was written in. Raises BadMessage."""
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=zone)
    except ValueError:
        raise BadMessage("bad_time", f"{text!r} is no time as {pattern}.") from None
