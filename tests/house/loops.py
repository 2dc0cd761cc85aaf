"""Every loop of every job, each with a scene of several items that wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

import pytest
from django.db.models import Count

from customs import tasks as customs
from customs.declarations.export import file_export_declarations, take_receipts
from customs.declarations.models import (
    ExportDeclaration,
    ImportLine,
    ImportRegistry,
    Receipt,
    WaitingReceipt,
)
from customs.reference import load_reference_data
from shipments import tasks
from shipments.actor import system
from shipments.bulk.actions import open_bulk_action
from shipments.bulk.models import BulkAction
from shipments.cases.models import Case
from shipments.containers import contents
from shipments.containers.models import Consolidation
from shipments.estimates.models import StageTime
from shipments.exports.actions import start_export
from shipments.exports.models import ExportRun
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Place, Schedule
from shipments.notifications.models import BuyerNotice, Delivery, Webhook
from shipments.notifications.webhooks import new_secret
from shipments.orders.actions import reserve_paid_orders
from shipments.orders.models import Order
from shipments.outbox.actions import publish
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import Parcel
from shipments.tracking.actions import NewEvent, record_events
from shipments.tracking.intake import map_code
from shipments.tracking.models import Event, Projection, UnmappedEvent
from tests.customs.declarations.conftest import receipt
from tests.factories.shop import place
from tests.house.poison import Scene, boss, flights, hour, loads, pks, seller, stuck
from tests.world import NOON

BY = system("t")


class World:
    """The fixtures a scene asks for."""

    def __init__(self, request: pytest.FixtureRequest) -> None:
        self.ask = request.getfixturevalue
        self.parcels: list[Parcel] = []

    def three(self, **changes: Any) -> list[Parcel]:
        """Three parcels with these fields."""
        self.parcels = self.ask("make_parcels")(3)
        Parcel.objects.update(**changes) if changes else None
        return self.parcels

    def happened(self, *codes: str) -> None:
        self.ask("happen")(self.parcels, *codes)


@dataclass(frozen=True)
class Loop:
    """One loop: the task it is in, the step its setbacks name ("" where the item keeps its own)."""

    name: str
    task: Callable[[], None]
    step: str
    scene: Callable[[World], Scene]


LOOPS: list[Loop] = []


def loop(task: Callable[[], None], step: str = "") -> Callable:
    def keep(scene: Callable[[World], Scene]) -> Callable[[World], Scene]:
        LOOPS.append(Loop(scene.__name__.strip("_"), task, step, scene))
        return scene

    return keep


def of(rows: Any, key: str, value: str) -> Callable[[], dict[Any, Any]]:
    return lambda: dict(rows.all().values_list(key, value))


def counted(rows: Any, key: str) -> Callable[[], dict[Any, Any]]:
    return lambda: dict(
        rows.order_by(key).values(key).annotate(n=Count("pk")).values_list(key, "n")
    )


@loop(tasks.make_flights, "make_flights")
def schedules(world: World) -> Scene:
    Schedule.objects.all().delete()
    numbers = ["U6101", "U6102", "U6103"]
    channel, aircraft = Channel.objects.get(code="HRB-SVX"), Aircraft.objects.get(code="T2F")
    for number in numbers:
        Schedule.objects.create(
            channel=channel,
            flight_number=number,
            weekday=2,
            departs=time(9),
            block_minutes=400,
            aircraft=aircraft,
            since=NOON.date(),
        )
    return Scene('INSERT INTO "shipments_flight"', numbers, counted(Flight.objects, "number"))


@loop(tasks.reserve_paid_orders, "reserve_paid_orders")
def orders_to_reserve(world: World) -> Scene:
    orders = place(seller(), *"123", paid_at=NOON)
    done = of(Order.objects.exclude(reserved_at=None), "pk", "reserved_at")
    return Scene('UPDATE "shipments_order" SET "reserved_at"', pks(orders), done)


@loop(tasks.pack_paid_orders, "pack_paid_orders")
def orders_to_pack(world: World) -> Scene:
    orders = place(seller(), *"123", paid_at=NOON)
    reserve_paid_orders(limit=9, by=BY, at=NOON)
    return Scene('INSERT INTO "shipments_parcel"', pks(orders), counted(Parcel.objects, "order"))


@loop(tasks.expire_unpaid_orders, "expire_unpaid_orders")
def orders_never_paid(world: World) -> Scene:
    orders = place(seller(), *"123")
    done = of(Order.objects.filter(status="cancelled"), "pk", "status")
    return Scene('UPDATE "shipments_order"', pks(orders), done, at=hour(24 * 8))


@loop(tasks.fill_consolidations, "fill_consolidations")
def flights_to_fill(world: World) -> Scene:
    world.three(declared_grams=900)
    world.happened("packed", "export_released")
    Aircraft.objects.update(payload_kg=1)
    keys = pks(flights())
    Flight.objects.update(cargo_cutoff=hour(9))
    done = counted(Consolidation.objects.filter(contents__isnull=False), "flight")
    return Scene('INSERT INTO "shipments_consolidation"', keys, done)


@loop(tasks.close_consolidations, "close_consolidations")
def loads_to_close(world: World) -> Scene:
    rows = loads("open", world.three())
    done = of(Consolidation.objects.exclude(status="open"), "pk", "status")
    return Scene('UPDATE "shipments_consolidation"', pks(rows), done, at=hour(1))


@loop(tasks.close_consolidations, "manifest_consolidations")
def loads_to_manifest(world: World) -> Scene:
    rows = loads("closed", world.three())
    done = of(Consolidation.objects.filter(status="manifested"), "pk", "status")
    return Scene('UPDATE "shipments_consolidation"', pks(rows), done, at=hour(1))


@loop(tasks.fly_legs, "depart_legs")
def legs_to_depart(world: World) -> Scene:
    flights()
    done = of(Leg.objects.filter(status="departed"), "pk", "actual_departure")
    return Scene('UPDATE "shipments_leg"', pks(Leg.objects.order_by("pk")), done, at=hour(6))


@loop(tasks.fly_legs, "arrive_legs")
def legs_to_arrive(world: World) -> Scene:
    flights(status="departed", actual_departure=hour(2))
    done = of(Leg.objects.filter(status="arrived"), "pk", "actual_arrival")
    return Scene('UPDATE "shipments_leg"', pks(Leg.objects.order_by("pk")), done, at=hour(12))


@loop(tasks.break_down_consolidations, "break_down_consolidations")
def loads_to_break_down(world: World) -> Scene:
    Place.objects.update(breaks_down_by_clock=True)
    rows = loads("arrived", world.three(), status="arrived", actual_arrival=hour(8))
    done = of(Consolidation.objects.exclude(status="arrived"), "pk", "flight")
    return Scene('UPDATE "shipments_consolidation"', pks(rows), done, at=hour(12))


@loop(tasks.break_down_consolidations, "complete_consolidations")
def loads_to_complete(world: World) -> Scene:
    rows = loads("broken_down")
    done = of(Consolidation.objects.filter(status="completed"), "pk", "status")
    return Scene('UPDATE "shipments_consolidation"', pks(rows), done, at=hour(12))


def _departed(rows: list[Consolidation]) -> None:
    for one in rows:
        event = NewEvent("consolidation", one.pk, "departed", hour(2), "airline", "DEP")
        record_events([event], at=hour(2))


@loop(tasks.project_container_events, "project_events")
def events_of_containers(world: World) -> Scene:
    _departed(loads("departed", world.three()))
    keys = list(Projection.objects.order_by("pk").values_list("pk", flat=True))
    done = of(Projection.objects.exclude(done_at=None), "pk", "done_at")
    return Scene('UPDATE "shipments_projection"', keys, done, at=hour(3))


@loop(tasks.project_container_events, "project_parcels")
def parcels_of_a_container(world: World) -> Scene:
    parcels = world.three()
    one, *_others = loads("departed")
    for parcel in parcels:
        contents.put([(parcel.pk, None, None)], consolidation_id=one.pk, at=NOON)
    _departed([one])
    done = of(Parcel.objects.filter(movement="departed"), "pk", "movement_at")
    return Scene("UPDATE shipments_parcel ", pks(parcels), done, at=hour(3))


@loop(tasks.hand_over_parcels, "hand_over_parcels")
def parcels_released(world: World) -> Scene:
    Place.objects.update(hands_over_by_clock=True)
    parcels = world.three(movement="at_hub", import_clearance="released")
    done = counted(Event.objects.filter(code="handed_over"), "parcel")
    return Scene("INSERT INTO shipments_event", pks(parcels), done)


@loop(tasks.find_stuck_parcels, "close_cases")
def cases_to_close(world: World) -> Scene:
    StageTime.objects.all().delete()
    cases = stuck(world.three())
    done = of(Case.objects.filter(status="closed"), "pk", "closed_at")
    return Scene('UPDATE "shipments_case"', pks(cases), done)


@loop(tasks.find_stuck_parcels, "open_cases")
def stages_to_look_at(world: World) -> Scene:
    StageTime.objects.all().delete()
    stages = {"at_harbin": "packed", "in_flight": "departed", "last_mile": "handed_over"}
    for parcel, (stage, movement) in zip(world.three(), stages.items(), strict=True):
        Parcel.objects.filter(pk=parcel.pk).update(movement=movement, movement_at=hour(-99))
        StageTime.objects.create(channel=parcel.channel, stage=stage, p50_hours=1, p90_hours=2)
    return Scene('INSERT INTO "shipments_case"', list(stages), counted(Case.objects, "stage"))


@loop(tasks.refresh_estimates, "refresh_estimates")
def channels_to_measure(world: World) -> Scene:
    one = Channel.objects.get(code="HRB-SVX")
    for code in ("AAA-SVX", "BBB-SVX"):
        one.pk, one.code = None, code
        one.save()
    scene = Scene('FROM "shipments_parcel"', pks(Channel.objects.order_by("pk")), dict)
    scene.done = lambda: dict.fromkeys(scene.seen, True)
    return scene


def _hook(n: int = 0) -> Webhook:
    row = Parcel.objects.first()
    return Webhook.objects.create(
        seller_id=row.seller_id, url=f"https://a.example/{n}", secret=new_secret()
    )


@loop(tasks.keep_doubtful_events, "open_doubtful_cases")
def doubtful_events(world: World) -> Scene:
    rows = [
        UnmappedEvent.objects.create(
            scheme="own",
            raw_code="delivered",
            subject=f"parcel:{parcel.number}",
            source="t",
            happened_at=NOON,
            source_ref="1",
            doubt="cancelled",
        )
        for parcel in world.three(movement="cancelled")
    ]
    done = of(UnmappedEvent.objects.exclude(case=None), "pk", "case")
    return Scene('UPDATE "shipments_unmappedevent"', pks(rows), done)


@loop(tasks.publish_news, "publish_news")
def news_to_publish(world: World) -> Scene:
    parcels = world.three()
    _hook()
    for parcel in parcels:
        publish("order.cancelled", subject="order", ids=[parcel.order_id], at=NOON)
    keys = [f"msg_{pk}_0" for pk in OutboxEvent.objects.order_by("pk").values_list("pk", flat=True)]
    return Scene('INSERT INTO "shipments_delivery"', keys, counted(Delivery.objects, "message_id"))


@loop(tasks.publish_news, "publish_news")
def parcels_of_news(world: World) -> Scene:
    keys = pks(world.three(movement="delivered"))
    publish("parcel.delivered", subject="parcel", ids=keys, at=NOON)
    return Scene("INSERT INTO shipments_buyernotice", keys, counted(BuyerNotice.objects, "parcel"))


@loop(tasks.publish_news, "publish_news")
def webhooks_of_news(world: World) -> Scene:
    parcels = world.three()
    keys = pks([_hook(n) for n in range(3)])
    publish("order.cancelled", subject="order", ids=[parcels[0].order_id], at=NOON)
    return Scene('INSERT INTO "shipments_delivery"', keys, counted(Delivery.objects, "webhook"))


@loop(tasks.send_webhooks)
def deliveries_to_send(world: World) -> Scene:
    world.ask("settings").DEMO_DEFAULTS = True
    url = world.ask("listener")
    world.three()
    hooks = [_hook(n) for n in range(3)]
    for hook in hooks:
        Delivery.objects.create(
            webhook=hook,
            message_id=f"msg_{hook.pk}",
            topic="test",
            payload={},
            next_try_at=NOON,
            created_at=NOON,
        )
    Webhook.objects.update(url=url)
    done = of(Delivery.objects.filter(status="delivered"), "webhook", "delivered_at")
    return Scene('"secret" FROM "shipments_webhook"', pks(hooks), done)


@loop(tasks.send_mails, "tell_owners")
def owners_to_tell(world: World) -> Scene:
    world.three()
    hooks = [_hook(n) for n in range(3)]
    Webhook.objects.update(off_at=NOON, off_reason="failing")
    done = of(Webhook.objects.exclude(told_off_at=None), "pk", "told_off_at")
    return Scene('UPDATE "shipments_webhook" SET "told_off_at"', pks(hooks), done)


@loop(tasks.send_mails)
def letters_to_send(world: World) -> Scene:
    notices = [
        BuyerNotice.objects.create(parcel=parcel, stage="delivered", created_at=NOON)
        for parcel in world.three(movement="delivered")
    ]
    done = of(BuyerNotice.objects.filter(status="sent"), "pk", "sent_at")
    return Scene('UPDATE "shipments_buyernotice" SET "status"', pks(notices), done)


@loop(tasks.run_exports)
def files_to_write(world: World) -> Scene:
    world.three()
    by = boss()
    runs = [start_export(kind="orders", form="csv", params={}, by=by, at=NOON) for _ in range(3)]
    done = of(ExportRun.objects.filter(status="done"), "pk", "finished_at")
    return Scene('UPDATE "shipments_exportrun" SET "content"', pks(runs), done, retried=False)


def _actions(kind: str, subjects: list[int], params: dict) -> Scene:
    by = boss()
    actions = [
        open_bulk_action(
            kind=kind, token=str(pk), subjects=[(pk, "x")], params=params, by=by, at=NOON
        )
        for pk in subjects
    ]
    done = of(BulkAction.objects.filter(status="done"), "pk", "finished_at")
    return Scene('UPDATE "shipments_bulkaction"', pks(actions), done)


@loop(tasks.run_bulk_actions, "run_bulk_actions")
def actions_to_do(world: World) -> Scene:
    return _actions("close_cases", pks(stuck(world.three())), {"why": "x"})


@loop(tasks.run_bulk_actions)
def rows_of_a_action(world: World) -> Scene:
    keys = pks(stuck(world.three()))
    subjects = [(pk, "x") for pk in keys]
    open_bulk_action(
        kind="close_cases", token="t", subjects=subjects, params={}, by=boss(), at=NOON
    )
    done = of(Case.objects.filter(status="closed"), "pk", "closed_at")
    return Scene('UPDATE "shipments_case"', keys, done, retried=False)


@loop(customs.run_customs_bulk_actions, "run_bulk_actions")
def decisions_to_record(world: World) -> Scene:
    params = {"code": "import_released", "why": "x", "action": "B1"}
    return _actions("decide_import", pks(world.three()), params)


def _packed(world: World) -> list[Parcel]:
    load_reference_data()
    parcels = world.three()
    world.happened("created", "packed")
    return parcels


@loop(customs.file_exports, "file_exports")
def parcels_to_declare(world: World) -> Scene:
    keys, done = pks(_packed(world)), counted(ExportDeclaration.objects, "parcel")
    return Scene("INSERT INTO customs_exportdeclaration", keys, done)


def _filed(world: World) -> list[ExportDeclaration]:
    _packed(world)
    file_export_declarations(limit=9, by=BY, at=hour(1))
    return list(ExportDeclaration.objects.order_by("parcel_id"))


@loop(customs.file_exports, "refile_rejected")
def declarations_rejected(world: World) -> Scene:
    keys = pks(_filed(world))
    ExportDeclaration.objects.update(status="rejected")
    Parcel.objects.update(export_clearance="rejected")
    done = of(ExportDeclaration.objects.filter(status="filed"), "pk", "attempt")
    return Scene('UPDATE "customs_exportdeclaration"', keys, done, at=hour(2))


@loop(customs.file_registries, "file_registries")
def loads_to_declare(world: World) -> Scene:
    keys = pks(loads("departed", _packed(world)))
    done = of(ImportRegistry.objects.filter(status="filed"), "consolidation", "filed_at")
    return Scene('INSERT INTO "customs_importregistry"', keys, done, at=hour(3))


def _registries(status: str, rows: list[Consolidation], **more: Any) -> list[ImportRegistry]:
    return [
        ImportRegistry.objects.create(
            consolidation=one, sequence=1, status=status, filed_at=NOON, **more
        )
        for one in rows
    ]


@loop(customs.file_registries, "file_withdrawn")
def registries_to_file_anew(world: World) -> Scene:
    parcels = _packed(world)
    rows = loads("arrived", parcels)
    for registry, parcel in zip(_registries("registered", rows), parcels, strict=True):
        ImportLine.objects.create(registry=registry, parcel=parcel, position=1)
    Parcel.objects.update(movement="arrived", import_clearance="not_filed", import_at=NOON)
    done = of(ImportRegistry.objects.filter(sequence=2), "consolidation", "filed_at")
    return Scene('INSERT INTO "customs_importregistry"', pks(rows), done, at=hour(9))


@loop(customs.present_arrived, "present_arrived")
def registries_to_present(world: World) -> Scene:
    keys = pks(_registries("filed", loads("arrived")))
    done = of(ImportRegistry.objects.exclude(presented_at=None), "pk", "consolidation")
    return Scene('UPDATE "customs_importregistry"', keys, done, at=hour(9))


@loop(customs.present_arrived, "conclude_registries")
def registries_to_conclude(world: World) -> Scene:
    parcels = _packed(world)
    rows = _registries("registered", loads("arrived", parcels), presented_at=NOON)
    for registry, parcel in zip(rows, parcels, strict=True):
        ImportLine.objects.create(registry=registry, parcel=parcel, position=1)
    Parcel.objects.update(movement="handed_over")
    keys = pks(rows)
    done = of(ImportRegistry.objects.filter(status="concluded"), "pk", "status")
    return Scene('UPDATE "customs_importregistry"', keys, done, at=hour(9))


@loop(customs.follow_answers, "follow_late_numbers")
def receipts_of_late_numbers(world: World) -> Scene:
    rows = [
        WaitingReceipt.objects.create(
            cop_number=one.cop_number,
            code="120",
            source="t",
            happened_at=hour(2),
            recorded_at=hour(2),
        )
        for one in _filed(world)
    ]
    done = of(WaitingReceipt.objects.exclude(followed_at=None), "pk", "followed_at")
    return Scene('UPDATE "customs_waitingreceipt"', pks(rows), done, at=hour(3))


@loop(customs.follow_answers, "follow_answers")
def answers_explained(world: World) -> Scene:
    for one in _filed(world):
        take_receipts(receipts=[receipt(one, "850", 2)], by=BY, at=hour(3))
    map_code(scheme="cn_customs", raw_code="850", code="export_released", by=BY, at=hour(4))
    done = of(Receipt.objects.exclude(code=""), "pk", "code")
    return Scene('UPDATE "customs_receipt"', pks(Receipt.objects.order_by("pk")), done, at=hour(5))
