"""Imports each topic's models for Django's registry; nobody else imports this module."""

from customs.declarations.models import ExportDeclaration, ImportLine, ImportRegistry
from customs.duty.models import DutyRegime

__all__ = ["DutyRegime", "ExportDeclaration", "ImportLine", "ImportRegistry"]
