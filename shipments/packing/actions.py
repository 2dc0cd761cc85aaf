"""Packing paid orders into parcels, set-based; weighing parcels; cancelling packed orders."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.bulk.undoing import under_undo
from shipments.catalogue.gaps import customs_gaps
from shipments.chargeable import chargeable_grams
from shipments.errors import WrongState
from shipments.event_codes import EventCode
from shipments.flights.models import Channel
from shipments.lifecycle import Moved
from shipments.notifications.actions import publish
from shipments.orders.actions import cancel_unpacked, refund, wants_of
from shipments.orders.lifecycle import ORDER
from shipments.orders.models import Order, OrderLine
from shipments.orders.rules import ADDRESS_INCOMPLETE, gaps_of, kept_of
from shipments.orders.values import piece_value_rub
from shipments.orders.waiting import CUSTOMS_DATA, LONGEST_MM, waiting_for_packing
from shipments.packing.leaving import left
from shipments.packing.splitting import Box, Line, boxes_of, stacked, too_heavy, too_large
from shipments.parcels.models import Movement, Parcel, ParcelItem
from shipments.parcels.numbering import take_parcel_numbers
from shipments.runs.apart import in_pieces, resting
from shipments.stock.actions import pick, put_back
from shipments.stock.models import Warehouse
from shipments.stock.queries import main_warehouse
from shipments.tracking.actions import NewEvent, record_events

CHUNK = 1_000
# The step of the job, as its failures name it.
PACKING = "pack_paid_orders"


@dataclass(slots=True)
class Plan:
    """What becomes of one order: its boxes, or the blocker that keeps it from being packed."""

    order: Order
    lines: list[OrderLine]
    boxes: list[Box]
    blocker: str = ""


def pack_paid_orders(*, limit: int, by: Actor, at: datetime) -> int:
    """Pack what is paid and reserved, first promised first, in chunks; returns parcels made."""
    by.require(Role.WAREHOUSE)
    made = 0
    for first in range(0, limit, CHUNK):
        parcels, seen = _pack_chunk(min(CHUNK, limit - first), by=by, at=at)
        if not seen:
            break
        made += parcels
    return made


@transaction.atomic
def _pack_chunk(size: int, *, by: Actor, at: datetime) -> tuple[int, int]:
    """How many parcels were made of the next waiting orders, and how many orders there were."""
    rows = waiting_for_packing().exclude(pk__in=resting(PACKING, at=at))
    rows = rows.exclude(under_undo("order"))
    locked = rows.select_for_update(skip_locked=True, of=("self",))
    chunk = list(locked.values_list("pk", flat=True)[:size])

    def do(pks: list[int]) -> int:
        found = waiting_for_packing().filter(pk__in=pks).select_related("channel", "receiver")
        return len(_pack(list(found), by=by, at=at))

    return sum(in_pieces(PACKING, Order, chunk, do, at=at)), len(chunk)


@transaction.atomic
def pack_orders(*, orders: Sequence[Order], by: Actor, at: datetime) -> list[Parcel]:
    """Pack these orders now; those packed before or not reserved are passed over."""
    by.require(Role.WAREHOUSE)
    wanted = waiting_for_packing().filter(pk__in=[order.pk for order in orders])
    rows = wanted.select_for_update(of=("self",)).select_related("channel", "receiver")
    return _pack(list(rows), by=by, at=at)


def _pack(orders: list[Order], *, by: Actor, at: datetime) -> list[Parcel]:
    """Make parcels of locked orders: numbers, rows, items, stock, statuses and events."""
    if not orders:
        return []
    warehouse = main_warehouse()
    plans = _plans(orders)
    _write_blockers([plan for plan in plans if plan.blocker != plan.order.blocker])
    good = [plan for plan in plans if not plan.blocker]
    parcels = _make_parcels(good, warehouse, at)
    packed = [plan.order for plan in good]
    pick(wants=wants_of([o.pk for o in packed]), warehouse_id=warehouse.pk, by=by, at=at)
    ORDER.move(packed, Order.Status.PACKED, by=by, at=at).all_or_refuse()
    _tell(parcels, warehouse, by, at)
    return parcels


def _plans(orders: list[Order]) -> list[Plan]:
    by_order: dict[int, list[OrderLine]] = defaultdict(list)
    rows = OrderLine.objects.filter(order__in=orders).select_related("product").order_by("pk")
    for line in rows:
        by_order[line.order_id].append(line)
    return [_plan(order, by_order[order.pk]) for order in orders]


def _plan(order: Order, lines: list[OrderLine]) -> Plan:
    if gaps_of(kept_of(order)):
        return Plan(order, lines, [], ADDRESS_INCOMPLETE)
    if any(customs_gaps(line.product) for line in lines):
        return Plan(order, lines, [], CUSTOMS_DATA)
    limit = order.channel.max_parcel_grams
    if any(line.product.weight_grams is None for line in lines):
        return Plan(order, lines, [], "no_weight")
    pieces = [_line(line) for line in lines]
    if too_heavy(pieces, limit):
        return Plan(order, lines, [], "too_heavy")
    if too_large(pieces, LONGEST_MM):
        return Plan(order, lines, [], "too_large")
    return Plan(order, lines, boxes_of(pieces, limit))


def _line(line: OrderLine) -> Line:
    p = line.product
    sizes = (p.length_mm or 0, p.width_mm or 0, p.height_mm or 0)
    return Line(line.pk, line.quantity, p.weight_grams or 0, sizes)


def _write_blockers(plans: list[Plan]) -> None:
    for plan in plans:
        plan.order.blocker = plan.blocker
    Order.objects.bulk_update([plan.order for plan in plans], ["blocker"])


def _make_parcels(plans: list[Plan], warehouse: Warehouse, at: datetime) -> list[Parcel]:
    numbers = _numbers(plans)
    parcels = Parcel.objects.bulk_create(
        _parcel(plan, box, next(numbers[plan.order.channel_id]), warehouse, at)
        for plan in plans
        for box in plan.boxes
    )
    boxes = [box for plan in plans for box in plan.boxes]
    free = {
        line.pk: piece_value_rub(line, plan.order)
        for plan in plans
        for line in plan.lines
        if not line.unit_price_rub
    }
    ParcelItem.objects.bulk_create(
        ParcelItem(parcel=parcel, line_id=line, quantity=quantity, declared_rub=free.get(line))
        for parcel, box in zip(parcels, boxes, strict=True)
        for line, quantity in box.pieces.items()
    )
    return parcels


def _numbers(plans: list[Plan]) -> dict[int, Iterator[str]]:
    """For each channel the numbers of its parcels to be, taken in one go."""
    wanted: dict[Channel, int] = defaultdict(int)
    for plan in plans:
        wanted[plan.order.channel] += len(plan.boxes)
    return {
        channel.pk: iter(take_parcel_numbers(channel.parcel_prefix, count))
        for channel, count in wanted.items()
    }


def _parcel(plan: Plan, box: Box, number: str, warehouse: Warehouse, at: datetime) -> Parcel:
    order, channel = plan.order, plan.order.channel
    length, width, height = stacked([_line(line) for line in plan.lines], box.pieces)
    values = {line.pk: piece_value_rub(line, order) or Decimal(0) for line in plan.lines}
    value = sum((values[line] * n for line, n in box.pieces.items()), Decimal(0))
    return Parcel(
        seller_id=order.seller_id,
        order=order,
        channel=channel,
        warehouse=warehouse,
        number=number,
        movement_at=order.paid_at or at,
        created_at=order.paid_at or at,
        declared_grams=max(1, box.grams),
        length_mm=length,
        width_mm=width,
        height_mm=height,
        chargeable_grams=chargeable_grams(
            grams=max(1, box.grams),
            sizes_mm=(length, width, height),
            divisor=channel.divisor,
            step_grams=channel.rounding_grams,
        ),
        value_rub=value,
        promised_to=order.promised_to,
    )


def _tell(parcels: Sequence[Parcel], warehouse: Warehouse, by: Actor, at: datetime) -> None:
    """Tell of each that the order was taken and packed; a job's packing is not the warehouse's."""
    zone, place = warehouse.place.zone, warehouse.place.code
    packer = PACKING if by.is_job else "warehouse"
    record_events(
        [
            NewEvent(
                "parcel",
                parcel.pk,
                code,
                moment,
                source=source,
                source_ref=code,
                zone=zone,
                place=place,
            )
            for parcel in parcels
            for code, moment, source in (
                # The order was taken when it was paid: the shop's word, not the warehouse's.
                (EventCode.CREATED, parcel.created_at, "orders"),
                (EventCode.PACKED, at, packer),
            )
        ],
        at=at,
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """What the scale and the frame say of a parcel: grams and millimetres."""

    parcel_id: int
    grams: int
    sizes_mm: tuple[int, int, int]


@transaction.atomic
def weigh_parcels(*, measures: Sequence[Measure], by: Actor, at: datetime) -> list[Parcel]:
    """Write measured weight and sizes and what follows from them; refused once it has flown."""
    by.require(Role.WAREHOUSE)
    wanted = {measure.parcel_id: measure for measure in measures}
    rows = (
        Parcel.objects.filter(pk__in=wanted)
        .order_by("pk")
        .select_related("channel", "warehouse__place")
    )
    parcels = list(rows.select_for_update(of=("self",)))
    if flown := [p for p in parcels if p.movement not in Movement.IN_WAREHOUSE]:
        text = gettext("%(number)s is no longer in the warehouse.") % {"number": flown[0].number}
        raise WrongState("left", text)
    for parcel in parcels:
        _measure(parcel, wanted[parcel.pk])
    fields = ["measured_grams", "length_mm", "width_mm", "height_mm", "chargeable_grams"]
    Parcel.objects.bulk_update(parcels, fields)
    record_events([_measured(parcel, at) for parcel in parcels], at=at)
    return parcels


def _measure(parcel: Parcel, measure: Measure) -> None:
    parcel.measured_grams = measure.grams
    parcel.length_mm, parcel.width_mm, parcel.height_mm = measure.sizes_mm
    parcel.chargeable_grams = chargeable_grams(
        grams=measure.grams,
        sizes_mm=measure.sizes_mm,
        divisor=parcel.channel.divisor,
        step_grams=parcel.channel.rounding_grams,
    )


def _measured(parcel: Parcel, at: datetime) -> NewEvent:
    place = parcel.warehouse.place
    detail = {"grams": parcel.measured_grams}
    return NewEvent(
        "parcel",
        parcel.pk,
        EventCode.MEASURED,
        at,
        source="warehouse",
        source_ref=f"measured-{at.timestamp()}",
        zone=place.zone,
        place=place.code,
        detail=detail,
    )


@transaction.atomic
def cancel_orders(
    *, orders: Sequence[Order], by: Actor, at: datetime, why: str, reason: str = ""
) -> Moved:
    """Cancel orders while their goods are in the warehouse; what has left is refused by name.

    Stock returns to the shelf, the money is given back. One refused order harms no other. `reason`
    is a word of `OrderReason` where the cause has one.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    packed = {
        o.pk for o in Order.objects.filter(pk__in=[o.pk for o in orders], parcels__isnull=False)
    }
    unpacked = [o for o in orders if o.pk not in packed]
    moved = cancel_unpacked(orders=unpacked, by=by, at=at, why=why, reason=reason)
    later = _cancel_packed([o for o in orders if o.pk in packed], by=by, at=at, why=why)
    return Moved(
        moved.moved + later.moved, moved.already + later.already, moved.refused + later.refused
    )


def _cancel_packed(orders: Sequence[Order], *, by: Actor, at: datetime, why: str) -> Moved:
    outcome, parcels = Moved(), _locked_parcels(orders)
    reasons, inside = left(parcels), defaultdict(list)
    for parcel in parcels:
        inside[parcel.order_id].append(parcel)
    for order in orders:
        own = inside[order.pk]
        if all(parcel.movement == Movement.CANCELLED for parcel in own):
            outcome.already.append(order)
        elif reason := next((reasons[one.pk] for one in own if one.pk in reasons), None):
            outcome.refused.append((order, reason))
        else:
            outcome.moved.append(order)
    pks = [order.pk for order in outcome.moved]
    _unpack([parcel for pk in pks for parcel in inside[pk]], by=by, at=at, why=why)
    refund(pks, at=at)
    publish("order.cancelled", subject="order", ids=pks, at=at, detail={"why": why})
    return outcome


def _locked_parcels(orders: Sequence[Order]) -> list[Parcel]:
    rows = Parcel.objects.filter(order__in=orders).select_related("warehouse__place")
    return list(rows.order_by("pk").select_for_update(of=("self",)))


def _unpack(parcels: Sequence[Parcel], *, by: Actor, at: datetime, why: str) -> None:
    """Cancel parcels and put their goods back on the shelves that they came from."""
    shelves: dict[int, set[int]] = defaultdict(set)
    for parcel in parcels:
        shelves[parcel.warehouse_id].add(parcel.order_id)
    for warehouse, order_ids in sorted(shelves.items()):
        put_back(wants=wants_of(sorted(order_ids)), warehouse_id=warehouse, by=by, at=at)
    record_events([_cancelled(parcel, by, at, why) for parcel in parcels], at=at)


def _cancelled(parcel: Parcel, by: Actor, at: datetime, why: str) -> NewEvent:
    place, detail = parcel.warehouse.place, {"by": by.name[:80], "why": why[:300]}
    return NewEvent(
        "parcel",
        parcel.pk,
        EventCode.CANCELLED,
        at,
        source="orders",
        source_ref=f"cancelled-{at.timestamp()}",
        zone=place.zone,
        place=place.code,
        detail=detail,
    )
