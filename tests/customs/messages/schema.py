"""The customs authority's own schema of CEB messages, where it is present."""

from functools import cache

from lxml import etree

from tests.shared_data import shared_file


@cache
def _schema(path: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def complaints(message: bytes) -> list[str]:
    """What the schema has against an export message; skips the test without the schema."""
    path = shared_file("data/customs_cn/海关跨境出口业务节点报文定义202205.xsd")
    schema = _schema(str(path))
    schema.validate(etree.fromstring(message))
    return [f"{error.line}: {error.message}" for error in schema.error_log]
