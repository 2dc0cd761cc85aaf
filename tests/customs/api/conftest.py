"""Machines call the API here."""

from tests.callers import anna, boris, nobody, pavel

__all__ = ["anna", "boris", "nobody", "pavel"]
