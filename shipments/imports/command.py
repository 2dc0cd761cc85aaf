"""What the three import commands share: reading the file, running it, the report, the exit code."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shipments import clock
from shipments.actor import system
from shipments.errors import Refused
from shipments.flights.queries import require_reference
from shipments.imports.actions import Options, run_import, start_import
from shipments.imports.models import ImportRun
from shipments.imports.outcome import WORDS
from shipments.imports.sheets import errors_file
from shipments.parties.models import Seller

UNREADABLE, ALL_REFUSED = 2, 1


class ImportCommand(BaseCommand):
    """Exit 0 when something was accepted or repeated, 1 when all was refused, 2 when unreadable."""

    kind = ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument(
            "--policy", default="reject-rows", choices=["reject-rows", "reject-all"]
        )
        if self.kind != "sellers":
            parser.add_argument("--seller", help="code of the seller the file is for")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self._run(options)
        except (Refused, OSError) as error:
            self.stderr.write(str(error))
            sys.exit(UNREADABLE)
        if run.status == ImportRun.Status.FAILED:
            self.stderr.write(str(run.error))
            sys.exit(UNREADABLE)
        if run.refused or run.differing:
            self._write_errors(run, Path(options["file"]))
        self._account(run)
        self.stdout.write(
            f"{self.kind} created {run.created}, repeated {run.repeated}, refused {run.refused}, "
            f"lines {run.lines}, total RUB {run.total_rub:.2f}"
        )
        if run.refused and not (run.created or run.repeated or run.changed):
            sys.exit(ALL_REFUSED)

    def _account(self, run: ImportRun) -> None:
        """Every row of the file under the one word it came to."""
        parts = " + ".join(f"{word} {getattr(run, f'rows_{word}')}" for word in WORDS)
        self.stdout.write(f"{self.kind} changed {run.changed}, differing {run.differing}")
        self.stdout.write(f"rows {run.rows_total} = {parts}")

    def _run(self, options: dict[str, Any]) -> ImportRun:
        require_reference()
        path, at, by = Path(options["file"]), clock.now(), system("import")
        chosen = Options(
            options.get("layout", "auto"),
            options["policy"],
            options.get("timezone", "Asia/Shanghai"),
            options["dry_run"],
        )
        run = start_import(
            kind=self.kind,
            content=path.read_bytes(),
            filename=path.name,
            seller=_seller(options.get("seller")),
            options=chosen,
            by=by,
            at=at,
        )
        return run_import(run=run, by=by, at=at)

    def _write_errors(self, run: ImportRun, path: Path) -> None:
        target = path.with_name(path.name + ".errors.csv")
        content = errors_file(run)
        try:
            target.write_bytes(content)
        except OSError:
            target = Path(settings.VAR_DIR) / "errors" / target.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.stdout.write(f"refused rows: {target}")


def _seller(code: str | None) -> Seller | None:
    if code is None:
        return None
    found = Seller.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no seller {code}.", returncode=UNREADABLE)
    return found
