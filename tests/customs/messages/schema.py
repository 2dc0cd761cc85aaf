"""The customs authority's own schema of CEB messages, where it is present."""

from customs.messages import schema
from tests.shared_data import shared_file


def complaints(message: bytes) -> list[str]:
    """What the schema has against an export message; skips the test without the schema."""
    return schema.complaints(message, folder=shared_file("data/customs_cn"))
