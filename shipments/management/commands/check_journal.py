"""Compares every status, stock level and balance with the events, moves and payments behind it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shipments.orders.audit import balance_differences
from shipments.stock.queries import stock_differences
from shipments.tracking.audit import parcel_differences

SHOWN = 20


class Command(BaseCommand):
    """Prints one line a kind: how many were compared, how many differ; exit 1 if any does."""

    help = "Recompute statuses, stock and balances from the journal and compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=int, help="compare only so many parcels")

    def handle(self, *args: Any, **options: Any) -> None:
        results = {
            "parcels": parcel_differences(options["sample"]),
            "stock": stock_differences(),
            "balances": balance_differences(),
        }
        for word, (compared, different) in results.items():
            self.stdout.write(f"{word} {compared}, differences {len(different)}")
            for number in different[:SHOWN]:
                self.stdout.write(f"  {number}")
        if any(different for _, different in results.values()):
            raise CommandError("The journal and the rows differ.")
