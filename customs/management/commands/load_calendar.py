"""Takes over the non-working days and worked weekends of a year from a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from customs.terms.calendar import SHIPPED, load_days


class Command(BaseCommand):
    """Adds and replaces rows; the columns are country, day, works (yes or no), name, source."""

    help = "Load the days that China or Russia has moved, from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["path"].open(encoding="utf-8-sig", newline="") as lines:
                count = load_days(lines)
        except (OSError, UnicodeError, ValueError) as fault:
            raise CommandError(f"Nothing was changed: {fault}") from fault
        self.stdout.write(f"{count} days are there.")
