"""Benchmark of a day's mails: taken, rendered, sent and written down, beside rendering them."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from shipments.actor import system
from shipments.notifications.mails import claim_notices, send_notices
from shipments.notifications.models import BuyerNotice
from tracker.bench.measure import Row, faster, seconds
from tracker.bench.world import make_orders, make_parcels, run, settle

BY = system("bench")
_NOTICES = """
INSERT INTO shipments_buyernotice (parcel_id, stage, status, attempts, created_at)
SELECT id, 'in_flight', 'waiting', 0, now() FROM shipments_parcel WHERE number LIKE 'BN%%'
   AND order_id IN (SELECT id FROM shipments_order WHERE number LIKE %(prefix)s || '%%')
"""
_MAILED = """
UPDATE shipments_receiver SET email = 'b' || order_id || '@example.com' WHERE order_id IN
    (SELECT id FROM shipments_order WHERE number LIKE %(prefix)s || '%%')
"""
_BARE = """
INSERT INTO shipments_change (kind, object_id, old, new, by, reason, note, happened_at,
    recorded_at)
SELECT 'bare', %s, 'waiting', 'sent', 'bench', '', '', now(), now()
"""


def make_letters(prefix: str, count: int) -> None:
    """So many parcels in the air, each with a letter that waits for its buyer."""
    make_orders("S001", prefix, count)
    make_parcels(prefix, movement="departed", export="released")
    run(_MAILED, {"prefix": prefix})
    run(_NOTICES, {"prefix": prefix})
    settle()


def send_all() -> int:
    """Send all letters that wait, as the job does; returns how many went."""
    sent, at = 0, timezone.now()
    while notices := claim_notices(at=at):
        sent += send_notices(notices, by=BY, at=at)[0]
    return sent


def mails_day(count: int) -> Row:
    """Letters to a server that takes no time, beside rendering each and one insert for it."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    make_letters("MAIL", count)
    spent = seconds(send_all)
    left = BuyerNotice.objects.filter(status="waiting").count()
    bare = seconds(lambda: _bare(count))
    return faster("mails_day", spent, bare, 0.3, f"{count / spent:.0f} a second, {left} left")


def _bare(count: int) -> None:
    at = timezone.now()
    first, last = at.date(), (at + timedelta(days=9)).date()
    for number in range(count):
        with override("ru"):
            render_to_string(
                "emails/stage.txt",
                {
                    "number": f"BN{number}",
                    "text": "Вылетело в Россию",
                    "stop": "https://a/stop/",
                    "url": "https://a/",
                    "first": first,
                    "last": last,
                },
            )
        run(_BARE, [number])
