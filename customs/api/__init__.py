"""Customs' part of the REST interface."""
