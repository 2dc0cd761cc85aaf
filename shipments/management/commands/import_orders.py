"""Imports a file of orders in any layout that we know."""

from django.core.management.base import CommandParser

from shipments.imports.command import ImportCommand
from shipments.imports.layouts.registry import LAYOUTS


class Command(ImportCommand):
    kind = "orders"
    help = "Import a file of orders."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--layout", default="auto", choices=["auto", *LAYOUTS])
        parser.add_argument("--timezone", default="Asia/Shanghai")
