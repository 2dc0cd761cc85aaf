"""Imports a file of sellers."""

from shipments.imports.command import ImportCommand


class Command(ImportCommand):
    kind = "sellers"
    help = "Import a file of sellers."
