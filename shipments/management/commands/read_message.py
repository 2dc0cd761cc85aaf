"""Reads a partner's message from a file, by the same path as the API."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shipments import clock
from shipments.actor import system
from shipments.carriers.reading import read_message
from shipments.carriers.recognition import AUTO, FORMAT_NAMES
from shipments.errors import Refused
from shipments.flights.queries import require_reference


class Command(BaseCommand):
    help = "Keep and read a partner's message: events accepted, repeated, unknown, refused."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=[AUTO, *FORMAT_NAMES], default=AUTO)

    def handle(self, *args: object, **options: object) -> None:
        try:
            content = Path(str(options["file"])).read_bytes()
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        try:
            require_reference()
            _, answer = read_message(
                content=content,
                by=system("read_message"),
                at=clock.now(),
                name=str(options["format"]),
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for fault in answer.faults:
            place = f"line {fault.line}: " if fault.line else ""
            self.stderr.write(f"{place}{fault.code}: {fault.reason}")
        self.stdout.write(
            f"events accepted {answer.accepted}, repeated {answer.repeated}, "
            f"unknown {answer.unknown}, refused {len(answer.refused)}"
        )
