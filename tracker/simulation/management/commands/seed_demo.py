"""Seeds the demo world once: people, goods, and weeks of history; then the clock runs fast."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from customs.reference import load_reference_data
from shipments import clock
from shipments.flights.models import Aircraft, Channel
from shipments.parties.models import Partner
from shipments.reference import AIRCRAFT
from shipments.tracking.models import Event
from tracker.simulation.cast import make_cast
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

RATE = 30
# The demo's channel has bought a small space on each flight, so that its few parcels fill it: of
# each aircraft its share of the payload and of the volume.
SHARE_KG, SHARE_M3 = 160, 80
# Whom the demo's buyers turn to about customs; nobody answers at numbers of zeros.
BROKER = {
    "name_ru": "Таможенный представитель «Урал» (демо)",
    "name_zh": "乌拉尔报关行（演示）",
    "phone": "+7 343 000-00-00",
    "email": "buyers@broker.example",
}


def make_blocks() -> None:
    """Give each aircraft the block that is bought on it; a larger one has a larger block."""
    for code, _name, payload, volume, *_uld in AIRCRAFT:
        block = {"payload_kg": round(payload / SHARE_KG), "volume_m3": round(volume / SHARE_M3, 1)}
        Aircraft.objects.filter(code=code).update(**block)


class Command(BaseCommand):
    """Safe to repeat: what is there stays, and a history begun goes on where it stopped."""

    help = "Seed the demo world."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=18)
        parser.add_argument("--parcels-per-day", type=int, default=60)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DEFAULTS:
            raise CommandError("The demo world is not for real use: it needs DEBUG=1.")
        load_reference_data()
        make_cast()
        Partner.objects.filter(code="broker", name_ru="").update(**BROKER)
        Channel.objects.filter(customs_carrier=None).update(
            customs_carrier=Partner.objects.get(code="broker")
        )
        make_blocks()
        until = timezone.now().replace(minute=0, second=0, microsecond=0)
        since = _begun() or until - timedelta(days=options["days"])
        while since < until:
            following = min(since + timedelta(days=1), until)
            per_day = options["parcels_per_day"]
            done = play(Dice(options["seed"]), since=since, until=following, per_day=per_day)
            self.stdout.write(f"{since:%Y-%m-%d}  orders {done['ordered']}")
            since = following
        clock.run_fast(world=until, rate=RATE)


def _begun() -> datetime | None:
    """The world's time up to which history has been told already."""
    latest = Event.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
    return latest.astimezone(UTC) if latest else None
