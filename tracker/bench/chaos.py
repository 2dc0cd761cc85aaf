"""A world whose worker is killed with -9 at random moments: nothing is lost or doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.models import Count, Q

from shipments.orders.audit import balance_differences
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.stock.queries import stock_differences
from shipments.tracking.audit import parcel_differences
from shipments.tracking.models import Event, Projection
from tracker.bench.measure import Row
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
# Filing may rightly happen twice: what is rejected is filed again.
ONCE = ("created", "packed", "handed_over", "delivered")


def play_on(*, days: int, per_day: int) -> None:
    """Play from where the world stands to the end; a killed process is gone on with."""
    latest = Event.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
    since = max(BEGIN, latest.astimezone(UTC)) if latest else BEGIN
    play(Dice(7), since=since, until=BEGIN + timedelta(days=days), per_day=per_day)


def _start(days: int, per_day: int) -> subprocess.Popen:
    """A worker of its own on this very database."""
    own = settings.DATABASES["default"]
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{own['NAME']}"
    code = (
        "import django; django.setup(); from tracker.bench.chaos import play_on;"
        f"play_on(days={days}, per_day={per_day})"
    )
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    return subprocess.Popen([sys.executable, "-c", code], env=environment)


def torment(*, kills: int, days: int, per_day: int, seed: int = 7) -> int:
    """Kill the worker that often at random moments, lose Redis' memory once, then play to the end.

    Returns how many kills met a worker that was still at work.
    """
    moments, met = random.Random(seed), 0
    for number in range(kills):
        worker = _start(days, per_day)
        time.sleep(moments.uniform(1.0, 3.0))
        met += worker.poll() is None
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        if number == kills // 2:
            cache.clear()
    if (code := _start(days, per_day).wait()) != 0:
        raise RuntimeError(f"the last worker ended with {code}")
    connections.close_all()
    return met


def faults() -> Counter:
    """What went wrong, by word; empty where nothing was lost or doubled."""
    found: Counter = Counter()
    found["parcels differ"] = len(parcel_differences()[1])
    found["stock differs"] = len(stock_differences()[1])
    found["balances differ"] = len(balance_differences()[1])
    found["container events not projected"] = Projection.objects.filter(done_at=None).count()
    doubled = Event.objects.filter(code__in=ONCE, parcel__isnull=False).values("parcel", "code")
    found["events doubled"] = doubled.annotate(n=Count("pk")).filter(n__gt=1).count()
    told = Count("events", filter=Q(events__code="packed"))
    found["packing lost"] = Parcel.objects.annotate(n=told).exclude(n=1).count()
    without = Order.objects.filter(status__in=["packed", "shipped", "delivered"], parcels=None)
    found["orders without a parcel"] = without.count()
    return +found


def row(*, kills: int, days: int, per_day: int) -> Row:
    """The full form as a benchmark's row: the faults found, of which there may be none."""
    met = torment(kills=kills, days=days, per_day=per_day)
    found = faults()
    note = f"{met} kills met a worker at work; {Parcel.objects.count()} parcels; {dict(found)}"
    total = sum(found.values())
    return Row("chaos", total, "faults", 0, 1.0 if not total else 0.0, 1.0, not total, note)
