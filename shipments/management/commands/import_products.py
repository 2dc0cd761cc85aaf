"""Imports a file of products."""

from shipments.imports.command import ImportCommand


class Command(ImportCommand):
    kind = "products"
    help = "Import a file of products."
