"""Plays the channel with a simulated clock, day by day, and prints a line a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from customs.reference import load_reference_data
from shipments.catalogue.models import Product
from shipments.parcels.models import Parcel
from tracker.simulation.cast import make_shops
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

WORDS = ("ordered", "departed", "arrived", "receipts", "decisions", "post")
ENDS = ("delivered", "returned", "lost", "destroyed", "cancelled")


class Command(BaseCommand):
    """The same seed on the same data gives the same world."""

    help = "Play the channel for some days through the same actions, jobs and messages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, required=True)
        parser.add_argument("--parcels-per-day", type=int, required=True)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--start", default="2026-11-01", help="first day, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DEFAULTS:
            raise CommandError("Invented parcels are not for real use: this needs DEBUG=1.")
        day, dice = _day(options["start"]), Dice(options["seed"])
        load_reference_data()
        if not Product.objects.exists():
            make_shops()
        head = "".join(f"{word:>11}" for word in (*WORDS, *ENDS, "under way"))
        self.stdout.write(f"{'day':<10}{head}")
        for _ in range(options["days"]):
            following = day + timedelta(days=1)
            per_day = options["parcels_per_day"]
            done = play(dice, since=day, until=following, per_day=per_day)
            self.stdout.write(f"{day:%Y-%m-%d}{_line(done)}")
            day = following


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise CommandError("--start is a day such as 2026-11-01.") from error


def _line(done: dict[str, int]) -> str:
    counts = dict(Parcel.objects.values_list("movement").annotate(n=Count("pk")))
    under_way = sum(n for movement, n in counts.items() if movement not in ENDS)
    numbers = [
        *(done.get(word, 0) for word in WORDS),
        *(counts.get(end, 0) for end in ENDS),
        under_way,
    ]
    return "".join(f"{number:>11}" for number in numbers)
