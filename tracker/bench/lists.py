"""Benchmark of every list, of pages and of REST, in a played world made a thousandfold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from django.test import Client

from shipments.consolidation.models import Bag, Consolidation
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import User
from tracker.bench.measure import Row, middle
from tracker.bench.multiply import multiply
from tracker.bench.world import settle
from tracker.simulation.dice import Dice
from tracker.simulation.world import play

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
DAYS, PER_DAY = 22, 48
# One screen: who waits longer begins to wonder whether the click was taken.
MOST_MS = 300

SELLER = """
/seller/ /seller/orders/ /seller/orders/?status=delivered /seller/orders/?stage=in_flight
/seller/orders/?stage=import_customs /seller/orders/?stuck=true /seller/orders/?sku=S001-001
/seller/orders/?city=Екатеринбург /seller/orders/?search={order} /seller/orders/?search=Иван
/seller/orders/?search=D2026 /seller/orders/?blocker=out_of_stock /seller/orders/?marketplace=ozon
/seller/orders/?promised_before=2026-11-25 /seller/orders/{order}/
/seller/parcels/ /seller/parcels/?headline=in_flight /seller/parcels/?headline=on_hold
/seller/parcels/?held=true /seller/parcels/?movement=delivered /seller/parcels/?stuck=true
/seller/parcels/?label_printed=false /seller/parcels/?import_clearance=duty_due
/seller/parcels/?consolidation={mawb} /seller/parcels/?bag={bag} /seller/parcels/?flight=U6997
/seller/products/ /seller/stock/ /seller/stock/S001-001/moves/ /seller/replenishments/
/seller/imports/ /seller/exports/ /seller/webhooks/ /seller/deeds/
/api/v1/orders/ /api/v1/orders/?status=delivered /api/v1/orders/?search=D2026
/api/v1/parcels/ /api/v1/parcels/?movement=delivered /api/v1/parcels/?stuck=true
/api/v1/products/ /api/v1/stock/ /api/v1/replenishments/ /api/v1/imports/ /api/v1/exports/
"""
STAFF = """
/staff/ /staff/queues/packing/ /staff/queues/export/ /staff/queues/flight/ /staff/queues/import/
/staff/queues/last_mile/ /staff/flights/ /staff/consolidations/ /staff/consolidations/{mawb}/
/staff/waiting/?channel=HRB-SVX&reason=export_pending /staff/cases/ /staff/cases/?status=closed
/staff/jobs/ /staff/codes/
/staff/partners/ /staff/deeds/
/api/v1/flights/ /api/v1/consolidations/ /api/v1/bags/ /api/v1/holds/ /api/v1/parcels/
/api/v1/orders/
"""
CUSTOMS = """
/customs/ /customs/?status=presented /customs/?status=inspection /customs/?flight=U6997
/customs/?overdue=on /customs/export/ /customs/export/?status=accepted /customs/flights/
/customs/flights/{mawb}/ /customs/deeds/ /customs/parcels/{parcel}/ /api/v1/declarations/
"""
# A bag's page is not among them: bags are not made more, so one would hold what no bag can.
LISTS = {"anna": SELLER, "pavel": STAFF, "olga": CUSTOMS}


def slowest_list(times: int) -> Row:
    """Play three weeks, make them so many times more, and open every list; the slowest counts."""
    play(Dice(7), since=BEGUN, until=BEGUN + timedelta(days=DAYS), per_day=PER_DAY)
    multiply(times)
    settle()
    spent = sorted(_spent(), reverse=True)
    slowest = spent[0][0] * 1000
    three = ", ".join(f"{url} {seconds * 1000:.0f}" for seconds, url in spent[:3])
    note = f"{three}; {len(spent)} lists, {Order.objects.count()} orders"
    return Row("slowest_list", round(slowest, 1), "ms", MOST_MS, round(slowest / MOST_MS, 3),
               1.0, slowest <= MOST_MS, note)  # fmt: skip


def _spent() -> Iterator[tuple[float, str]]:
    """How long each list takes, the median of three after the first, in seconds."""
    known = {
        "mawb": Consolidation.objects.order_by("-pk")[0].mawb,
        "bag": Bag.objects.order_by("-pk")[0].number,
        "order": Order.objects.filter(seller__code="S001")[5].number,
        "parcel": Parcel.objects.filter(seller__code="S001")[5].number,
    }
    for who, urls in LISTS.items():
        client = Client(headers={"accept-language": "ru"})
        client.force_login(User.objects.get(username=who))
        for url in urls.format(**known).split():
            assert client.get(url).status_code == 200, url
            yield middle(partial(client.get, url), 3), url
