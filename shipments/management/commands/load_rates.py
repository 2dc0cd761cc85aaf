"""Loads exchange rates of past days from a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shipments import clock
from shipments.actor import system
from shipments.errors import Refused
from shipments.rates.actions import load_rates


class Command(BaseCommand):
    help = "Load rates: the Bank of Russia's list of a day or of a currency, or a CSV table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--currency", default="", help="whose rates a dynamic list holds")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            kept = load_rates(
                content=path.read_bytes(),
                name=path.name,
                currency=options["currency"].upper(),
                by=system("load_rates"),
                at=clock.now(),
            )
        except OSError as error:
            raise CommandError(f"{path.name}: {error.strerror}", returncode=2) from error
        except Refused as refused:
            raise CommandError(f"{path.name}: {refused.message}", returncode=2) from refused
        for item in kept.refused:
            self.stderr.write(f"line {item.line}: {item.text}: {item.reason}")
        self.stdout.write(
            f"rates added {len(kept.added)}, repeated {kept.repeated}, refused {len(kept.refused)}"
        )
        if kept.refused and not (kept.added or kept.repeated):
            raise SystemExit(1)
