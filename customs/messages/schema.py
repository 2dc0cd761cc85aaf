"""Checking export messages against the customs authority's own schema, where we have it.

The schema is a state document that is not ours to give away: the folder is a setting.
"""

from functools import cache
from pathlib import Path

from lxml import etree

from shipments.partner_xml import read_xml

_EXPORT = "*出口*.xsd"


@cache
def _schema(folder: Path) -> etree.XMLSchema | None:
    found = sorted(folder.glob(_EXPORT))
    return etree.XMLSchema(etree.parse(found[-1])) if found else None


def complaints(message: bytes, *, folder: Path) -> list[str]:
    """What the newest export schema in `folder` has against a CEB message; nothing without one.

    Raises BadMessage for what is not XML at all.
    """
    schema = _schema(folder)
    if schema is None:
        return []
    schema.validate(read_xml(message))
    return [f"{error.line}: {error.message}" for error in schema.error_log]
