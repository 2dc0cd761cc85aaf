"""Parcels on both sides of the border, as the tests of declarations make them."""

from tests.customs.declarations.conftest import filed, packed, registered

__all__ = ["filed", "packed", "registered"]
