"""Everything kept of a person, as a file or erased."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from shipments import clock
from shipments.actor import system
from shipments.errors import Refused
from shipments.privacy.people import erase_person, export_person, find_person

NOBODY, REFUSED = 1, 2


class Command(BaseCommand):
    """Exit 0 when it was done, 1 when nobody is known by the text, 2 when it was refused."""

    help = "Everything kept of a person as a file, or erased (orders stay without the person)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--person", required=True, help="phone, e-mail, order or parcel number, or INN"
        )
        action = parser.add_mutually_exclusive_group(required=True)
        action.add_argument("--export", type=Path, metavar="FILE")
        action.add_argument("--erase", action="store_true")
        parser.add_argument("--why", default="asked by the person", help="kept in the log")

    def handle(self, *args: Any, **options: Any) -> None:
        by, at, why = system("personal_data"), clock.now(), options["why"]
        try:
            person = find_person(text=options["person"], by=by)
            if not person:
                self.stderr.write("Nobody is known by this.")
                sys.exit(NOBODY)
            if options["erase"]:
                self._tell("erased", erase_person(person=person, why=why, by=by, at=at))
                return
            facts = export_person(person=person, why=why, by=by, at=at)
            _write(options["export"], facts)
            self._tell("exported", {name: len(some) for name, some in facts.items()})
        except (Refused, OSError) as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)

    def _tell(self, word: str, counts: dict[str, int]) -> None:
        parts = ", ".join(f"{name} {n}" for name, n in counts.items() if n)
        self.stdout.write(f"{word}: {parts or 'nothing'}")


def _write(path: Path, facts: dict[str, Any]) -> None:
    """A file that only its owner may read."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        os.fchmod(file.fileno(), 0o600)  # one that was there already had its own readers
        file.write(text + "\n")
