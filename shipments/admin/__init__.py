"""The administrators' door: Django finds the pages by this package."""

from shipments.admin import goods, happenings, people, routes

__all__ = ["goods", "happenings", "people", "routes"]
