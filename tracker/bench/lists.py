"""Benchmark of every list, of pages and of REST, in a played world made a thousandfold."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shipments.containers.models import Bag, Consolidation
from shipments.orders.models import Order
from shipments.parcels.models import Parcel
from shipments.parties.models import User
from tracker.bench.measure import Row, middle
from tracker.bench.multiply import multiply
from tracker.bench.world import settle
from tracker.simulation.chance import Dice
from tracker.simulation.world import play

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
DAYS, PER_DAY = 22, 48
# One screen: who waits longer begins to wonder whether the click was taken.
MOST_MS = 300
# A table so long is read along an index.
LARGE = 20_000
# It adds up all that lies in one consolidation, here a tenth of all parcels.
BUILDER = re.compile(r"/staff/consolidations/[\d-]+/")

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
/seller/orders/?status=paid /seller/orders/?stage=lost /seller/orders/?stage=on_hold
/seller/orders/?created_after=2026-11-10 /seller/orders/?created_before=2026-11-10
/seller/orders/?status=paid&marketplace=ozon /seller/orders/?status=delivered&city=Омск
/seller/orders/?late=true /seller/orders/?hold=you /seller/orders/?hold=any
/seller/orders/?undecided=true /seller/orders/?search=89123456789 /seller/orders/?search=a@example
/seller/parcels/?late=true /seller/parcels/?acts=you /seller/parcels/?acts=planner
/seller/parcels/?headline=at_harbin /seller/parcels/?headline=export_customs
/seller/parcels/?headline=import_customs /seller/parcels/?headline=last_mile
/seller/parcels/?headline=delivered /seller/parcels/?headline=returned
/seller/parcels/?headline=action_needed /seller/parcels/?headline=lost
/seller/parcels/?movement=packed /seller/parcels/?movement=lost /seller/parcels/?order={order}
/seller/parcels/?export_clearance=accepted /seller/parcels/?import_clearance=released
/seller/parcels/?search={parcel} /seller/parcels/?created_after=2026-11-10
/seller/products/?incomplete=true /seller/products/?sort=sales /seller/stock/?running_out=on
/seller/products/ /seller/stock/ /seller/stock/S001-001/moves/ /seller/replenishments/
/seller/imports/ /seller/exports/ /seller/webhooks/ /seller/bulk-actions/
/api/v1/orders/ /api/v1/orders/?status=delivered /api/v1/orders/?search=D2026
/api/v1/parcels/ /api/v1/parcels/?movement=delivered /api/v1/parcels/?stuck=true
/api/v1/products/ /api/v1/stock/ /api/v1/replenishments/ /api/v1/imports/ /api/v1/exports/
"""
STAFF = """
/staff/ /staff/queues/packing/ /staff/queues/export/ /staff/queues/flight/ /staff/queues/import/
/staff/queues/last_mile/ /staff/queues/bags/ /staff/queues/blocked/
/staff/queues/returns/ /staff/holds/ /staff/handover/
/staff/flights/ /staff/flights/schedule/ /staff/consolidations/ /staff/consolidations/{mawb}/
/staff/waiting/?channel=HRB-SVX&reason=export_pending /staff/cases/ /staff/cases/?status=closed
/staff/jobs/ /staff/codes/ /staff/messages/ /staff/messages/?outcome=open
/staff/messages/?format=fsu /staff/messages/?partner=airline
/staff/partners/ /staff/bulk-actions/
/staff/consolidations/?status=completed /staff/consolidations/?flight=U6997
/api/v1/parcels/?movement=packed /api/v1/parcels/?held=true /api/v1/orders/?status=paid
/api/v1/flights/ /api/v1/consolidations/ /api/v1/bags/ /api/v1/holds/ /api/v1/parcels/
/api/v1/orders/
"""
CUSTOMS = """
/customs/ /customs/?status=presented /customs/?status=inspection /customs/?flight=U6997
/customs/?overdue=on /customs/export/ /customs/export/?status=accepted /customs/flights/
/customs/?status=duty_due /customs/?seller=S001 /customs/?waits=24 /customs/?person=on
/customs/export/?status=inspection /customs/export/?flight=U6997
/customs/flights/{mawb}/ /customs/bulk-actions/ /customs/parcels/{parcel}/ /api/v1/declarations/
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
    return Row(
        "slowest_list",
        round(slowest, 1),
        "ms",
        MOST_MS,
        round(slowest / MOST_MS, 3),
        1.0,
        slowest <= MOST_MS,
        note,
    )


def scanned_lists() -> Row:
    """How many lists read a large table from end to end; in the world the lists were timed in."""
    looks = [(client, url) for client, url in _looks() if not BUILDER.fullmatch(url)]
    found = {url: tables for client, url in looks if (tables := _scanned(client, url))}
    note = "; ".join(f"{url} {' '.join(sorted(tables))}" for url, tables in found.items())
    return Row("scanned_lists", len(found), "", 0, len(found), 0, not found, note)


def _scanned(client: Client, url: str) -> set[str]:
    """The large tables that a page's queries scan, by the database's own plans."""
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        client.get(url)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE]
        )
        large = {name for (name,) in cursor.fetchall()}
        found = set()
        for query in taken.captured_queries:
            if query["sql"].lstrip("( \n").upper().startswith("SELECT"):
                cursor.execute("EXPLAIN " + query["sql"])
                plan = "\n".join(line for (line,) in cursor.fetchall())
                found |= set(re.findall(r"Seq Scan on (\w+)", plan)) & large
    return found


def _spent() -> Iterator[tuple[float, str]]:
    """How long each list takes, the median of three after the first, in seconds."""
    for client, url in _looks():
        assert client.get(url).status_code == 200, url
        yield middle(partial(client.get, url), 3), url


def _looks() -> Iterator[tuple[Client, str]]:
    """Every list with who opens it."""
    known = {
        "mawb": Consolidation.objects.order_by("-pk")[0].mawb,
        "bag": Bag.objects.order_by("-pk")[0].number,
        "order": Order.objects.filter(seller__code="S001")[5].number,
        "parcel": Parcel.objects.filter(seller__code="S001")[5].number,
    }
    for who, urls in LISTS.items():
        client = Client(headers={"accept-language": "ru"})
        client.force_login(User.objects.get(username=who))
        yield from ((client, url) for url in urls.format(**known).split())
