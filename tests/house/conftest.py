"""Machines and browsers walk the doors here."""

from tests.callers import anna, boris, pavel

__all__ = ["anna", "boris", "pavel"]
