"""Formats of both customs: pure builders and readers."""
