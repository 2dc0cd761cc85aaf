"""Measures the product against bare limits, in a database of its own that is gone afterwards."""

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from shipments.parcels.models import Parcel
from tracker.bench import (
    chaos,
    hostile,
    hostile_files,
    intake,
    jobs,
    labels,
    lists,
    mails,
    pages,
    rest,
    work,
    worker_chaos,
)
from tracker.bench.measure import Row, line, report
from tracker.bench.world import make_world
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

NAME = "tracker_bench"
# The journal is compared whole, or the world multiplied, so nothing else lies there.
EMPTY_WORLD = ("jobs_80k", "chaos", "chaos_workers", "slowest_list")


class Command(BaseCommand):
    """Prints the table and writes var/bench.json; exit 0 also where a bar is missed."""

    help = "Print the table of ratios."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inside", action="store_true", help="used by the command itself")
        parser.add_argument("--small", action="store_true", help="a tenth of every size")
        parser.add_argument("--only", default="", help="names, with commas between")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["inside"]:
            sys.exit(self._outside(options))
        settings.DEBUG = False  # with it on, every query would be kept
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        make_world()
        only = set(filter(None, options["only"].split(",")))
        rows = []
        for row in _rows(10 if options["small"] else 1, only):
            rows.append(row)
            self.stdout.write(line(row))
            self.stdout.flush()
        self.stdout.write(report(rows, Path(settings.VAR_DIR) / "bench.json"))

    def _outside(self, options: dict[str, Any]) -> int:
        """Make the database, run the command in it, and take the database away again."""
        if not (url := os.environ.get("DATABASE_URL")):
            raise CommandError("Run `make services` first, or set DATABASE_URL.")
        _execute(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
        url = url[: url.rindex("/") + 1] + NAME
        flags = [
            "--inside",
            *(["--small"] if options["small"] else []),
            f"--only={options['only']}",
        ]
        environment = {**os.environ, "DATABASE_URL": url, "BENCH_DATABASE_URL": url}
        environment.pop("DATABASE_URL_FILE", None)  # it would go first, and its tables be emptied
        try:
            return subprocess.run(
                [sys.executable, "manage.py", "bench", *flags], env=environment
            ).returncode
        finally:
            _execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _rows(part: int, only: set[str]) -> Iterator[Row]:
    """Every benchmark in turn; `part` divides the sizes."""
    benchmarks: dict[str, Callable[[], Row]] = {
        **{name: partial(_tracking_page, name) for name in pages.TRACKING},
        "import_orders": _import,
        "departure_80k": lambda: work.departure(80_000 // part),
        "advance_100k": lambda: work.advance(100_000 // part),
        "jobs_80k": lambda: jobs.slowest_job(80_000 // part),
        "post_events": intake.events,
        "post_order": rest.post_order,
        "rest_list_50": rest.rest_list_50,
        "labels_1000": lambda: labels.labels(1_000 // part),
        "mails_day": lambda: mails.mails_day(20_000 // part),
        "hostile_webhooks": lambda: hostile.hostile_webhooks(10_000 // part),
        "hostile_mails": lambda: hostile.hostile_mails(10_000 // part),
        "chaos": lambda: chaos.row(kills=10, days=20, per_day=60 // part),
        "chaos_workers": lambda: worker_chaos.row(kills=10, days=20, per_day=60 // part),
        "hostile_files": lambda: hostile_files.hostile_files(bombs=20 // part),
        "order_list_growth": lambda: pages.order_list_growth(10_000 // part, 1_000_000 // part),
        "slowest_list": lambda: lists.slowest_list(920 // part),
        "scanned_lists": lists.scanned_lists,
        **{name: partial(pages.busy_page, name) for name in pages.BUSY},
    }
    for name, run in benchmarks.items():
        if name in only or not only:
            print(f"{name} ...", flush=True)
            if name in EMPTY_WORLD:
                call_command("flush", interactive=False, verbosity=0)
                make_world()
            try:
                yield run()
            except Exception as error:
                traceback.print_exc()
                yield Row(name, 0, "", 0, 0, 0, ok=False, note=f"not measured: {error!r:.60}")


def _tracking_page(name: str) -> Row:
    delivered = Parcel.objects.filter(movement="delivered").order_by("pk")
    if not delivered.exists():
        begun = datetime(2026, 11, 1, tzinfo=UTC)
        play(Dice(7), since=begun, until=begun + timedelta(days=12), per_day=24)
    return pages.tracking_page(name, delivered[0].number)


def _import() -> Row:
    content = work.order_file()
    folder = Path(settings.BASE_DIR).parent / "shared" / "data" / "orders"
    kinds = ("sellers", "products") if content else ()
    return intake.imported(content, [(k, (folder / f"{k}.csv").read_bytes()) for k in kinds])
