"""Imports each topic's models for Django's registry; nobody else imports this module."""

from customs.declarations.models import (
    DutyPayment,
    ExportDeclaration,
    ImportLine,
    ImportRegistry,
    Receipt,
    WaitingReceipt,
)
from customs.duty.models import DutyRegime
from customs.terms.models import CalendarDay, ClearanceTerm

__all__ = [
    "CalendarDay",
    "ClearanceTerm",
    "DutyPayment",
    "DutyRegime",
    "ExportDeclaration",
    "ImportLine",
    "ImportRegistry",
    "Receipt",
    "WaitingReceipt",
]
