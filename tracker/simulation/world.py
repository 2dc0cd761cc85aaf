"""One step of the world: our jobs run as by the timetable, the others answer in between."""

from collections import Counter
from datetime import datetime, timedelta

from customs import tasks as customs_tasks
from shipments import clock, tasks
from shipments.stock.queries import main_warehouse
from tracker.simulation import airline, export_customs, import_customs, last_mile, sellers
from tracker.simulation import warehouse as warehouse_floor
from tracker.simulation.chance import Dice

STEP = timedelta(hours=2)


def step(dice: Dice, *, since: datetime, until: datetime, per_day: int) -> Counter:
    """Play the world from `since` to `until`; returns what the outside did, by word."""
    done: Counter = Counter()
    warehouse = main_warehouse()
    with clock.stopped_at(until):
        done["ordered"] += sellers.order_some(dice, since=since, until=until, per_day=per_day)
        sellers.pay_late(dice, at=until)
        done["received"] += sellers.receive(dice, at=until)
        tasks.make_flights()
        tasks.reserve_paid_orders()
        sellers.refill(dice, at=until, warehouse=warehouse)
        done["changed minds"] += sellers.change_minds(dice, at=until)
        tasks.pack_paid_orders()
        done["held"] += airline.hold_some(dice, at=until)
        customs_tasks.file_exports()
        done["receipts"] += export_customs.answer(dice, at=until)
        tasks.fill_consolidations()
        done["sealed"] += warehouse_floor.seal(dice, at=until)
        tasks.close_consolidations()
        done["offloaded"] += airline.offload(dice, at=until)
        done.update(airline.fly(dice, at=until))
        tasks.project_container_events()
        customs_tasks.file_registries()
        customs_tasks.present_arrived()
        tasks.break_down_consolidations()
        tasks.project_container_events()
        done["decisions"] += import_customs.answer(dice, at=until)
        done["paid duty"] += import_customs.buyers_act(dice, at=until)
        import_customs.send_back(dice, at=until)
        tasks.hand_over_parcels()
        done["post"] += last_mile.carry(dice, at=until)
    return done


def outside(dice: Dice, *, since: datetime, until: datetime, per_day: int) -> Counter:
    """What only the outside does; our own jobs run by themselves, as in real life."""
    done: Counter = Counter()
    done["ordered"] += sellers.order_some(dice, since=since, until=until, per_day=per_day)
    sellers.pay_late(dice, at=until)
    sellers.receive(dice, at=until)
    sellers.refill(dice, at=until, warehouse=main_warehouse())
    sellers.change_minds(dice, at=until)
    airline.hold_some(dice, at=until)
    export_customs.answer(dice, at=until)
    warehouse_floor.seal(dice, at=until)
    airline.offload(dice, at=until)
    done.update(airline.fly(dice, at=until))
    import_customs.answer(dice, at=until)
    import_customs.buyers_act(dice, at=until)
    import_customs.send_back(dice, at=until)
    last_mile.carry(dice, at=until)
    return done


def evening(at: datetime) -> None:
    """What is done once a day: giving up, looking for the stuck, measuring."""
    with clock.stopped_at(at):
        tasks.expire_unpaid_orders()
        tasks.find_stuck_parcels()
        tasks.refresh_estimates()
        tasks.publish_news()


def play(
    dice: Dice, *, since: datetime, until: datetime, per_day: int, step_by: timedelta = STEP
) -> Counter:
    """Play from one moment to another in steps."""
    done: Counter = Counter()
    while since < until:
        upto = min(since + step_by, until)
        done += step(dice, since=since, until=upto, per_day=per_day)
        if upto.date() != since.date():
            evening(upto)
        since = upto
    return done
