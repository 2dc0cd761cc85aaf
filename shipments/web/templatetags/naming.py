"""Names as people read them: filters known to every template."""

from collections.abc import Collection
from typing import Any

from django.template import Library
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.models import Product
from shipments.notifications.topics import FAMILIES, TOPICS
from shipments.numbers import typed
from shipments.orders.lines import DIFFERENCE
from shipments.orders.models import UNNAMED, Payment
from shipments.orders.wording import BLOCKERS as OF_ORDERS
from shipments.orders.wording import MARKETPLACES
from shipments.stock.models import Warehouse
from shipments.tracking.codes import CODES
from shipments.web.staff.words import ACTORS

register = Library()
# Why an order or a parcel waits, and who must act.
BLOCKERS: dict[str, Any] = {
    **OF_ORDERS,
    "not_packed": _("not packed"),
    "held": _("on hold"),
    "held_seller": _("on hold, the seller must act"),
    "held_customs": _("on hold, customs must act"),
    "export_not_filed": _("export not filed"),
    "export_pending": _("waits for export release"),
    "export_inspection": _("inspected by export customs"),
    "export_rejected": _("rejected by export customs"),
}
ROLES: dict[str, Any] = {
    "warehouse": _("warehouse"),
    "planner": _("planner"),
    "seller": _("seller"),
    "customs": _("customs"),
}
ACTIONS: dict[str, Any] = {
    "cancel_orders": _("Cancelling orders"),
    "place_holds": _("Placing holds"),
    "hand_over": _("Handing over for delivery"),
    "release_holds": _("Releasing holds"),
    "decide_import": _("Recording decisions"),
    "decide_export": _("Recording receipts"),
    "close_cases": _("Closing cases"),
}
# Who acted where no person did: jobs, and where events come from.
WORKERS: dict[str, Any] = {
    "project_container_events": _("System: tracking"),
    "fly_legs": _("System: flights"),
    "close_consolidations": _("System: cut-off"),
    "run_bulk_actions": _("System: bulk actions"),
    "run_customs_bulk_actions": _("System: customs decisions"),
    "run_exports": _("System: exports"),
    "reserve_paid_orders": _("System: reservation"),
    "pack_paid_orders": _("System: packing"),
    "fill_consolidations": _("System: loading"),
    "break_down_consolidations": _("System: break-down"),
    "hand_over_parcels": _("System: hand-over"),
    "make_flights": _("System: timetable"),
    "fetch_exchange_rates": _("System: exchange rates"),
    "expire_unpaid_orders": _("System: unpaid orders"),
    "run_waiting_imports": _("System: file import"),
    "file_exports": _("System: export declarations"),
    "file_registries": _("System: import registries"),
    "present_arrived": _("System: import customs"),
    "follow_answers": _("System: answers of customs"),
    "keep_doubtful_events": _("System: doubtful events"),
    "find_stuck_parcels": _("System: stuck parcels"),
    "flights": _("System: flights"),
    "holds": _("System: holds"),
    "orders": _("System: orders"),
    "warehouse": _("warehouse"),
}
# What a key of a seller may read and change, by the first word of its scopes.
SCOPES: dict[str, Any] = {
    "orders": _("Orders"),
    "products": _("Products"),
    "stock": _("Stock"),
    "replenishments": _("Replenishments"),
    "parcels": _("Parcels and labels"),
    "imports": _("Files in"),
    "exports": _("Files out"),
    "webhooks": _("Webhooks"),
    "holds": _("Holds"),
    "declarations": _("Declarations"),
    "flights": _("Flights"),
    "rates": _("Exchange rates"),
    "people": _("Receivers' names, phones and streets in full"),
}
OF_PARTNERS: dict[str, Any] = {
    "events": _("Events"),
    "messages": _("Messages"),
    "consolidations": _("Consolidations"),
    "bags": _("Bags"),
}
WAREHOUSES: dict[str, Any] = {
    "HRB-1": _("Harbin border warehouse"),
    "HRB-B": _("Harbin bonded warehouse"),
    "SVX-1": _("Yekaterinburg overseas warehouse"),
}


@register.filter
def topic(name: str) -> Any:
    """What a webhook's topic tells, in the reader's words; an unknown one by its name."""
    if name == "*":
        return _("Everything")
    if name == "test":
        return _("Test event")
    if name.endswith(".*") and name[:-2] in FAMILIES:
        return FAMILIES[name[:-2]]
    if name not in TOPICS:
        return name
    each_topic = TOPICS[name]
    return each_topic.text or CODES[each_topic.code].text(get_language() or "ru")


@register.filter
def who(by: str) -> Any:
    """A job or a source of events as a noun; a person or a partner by the name written down."""
    return WORKERS.get(by) or ACTORS.get(by, by)


@register.filter
def doubt(number: str) -> Any:
    """What the check digit of a number that names nothing tells; empty where it tells nothing."""
    return typed.doubt(number) or ""


@register.filter
def payment(booked: Payment) -> str:
    """What moved money: its kind, a payment by its own number where it has one."""
    if booked.kind == Payment.Kind.DIFFERENCE:
        return gettext("difference settled: %(how)s") % {
            "how": booked.reference.removeprefix(DIFFERENCE)
        }
    if booked.kind == Payment.Kind.PAYMENT and booked.reference != UNNAMED:
        return booked.reference
    return booked.get_kind_display()


@register.filter
def event(code: str) -> str:
    """One of our event codes in the reader's words; an unknown one as it is."""
    known = CODES.get(code)
    return known.text(get_language() or "en") if known else code


@register.filter
def marketplace(name: str) -> Any:
    """A marketplace or a file's layout by the name its owner gives it; an unknown one as it is."""
    return MARKETPLACES.get(name, name)


@register.filter
def scopes(words: Collection[str]) -> list[str]:
    """What a key may, a thing a line: what it is, and whether it is read, changed or both."""
    verbs = {"read": _("read"), "write": _("change")}
    told = []
    for thing in dict.fromkeys(word.partition(":")[0] for word in words):
        may = [str(text) for verb, text in verbs.items() if f"{thing}:{verb}" in words]
        name = _("everything") if thing == "*" else (SCOPES | OF_PARTNERS).get(thing, thing)
        told.append(f"{name}: {', '.join(may)}" if may else str(name))
    return told


@register.filter
def goods(product: Product) -> str:
    """The name of goods in the reader's language, else in another that is there, else the SKU."""
    own = (get_language() or "en")[:2]
    first = (own, *(word for word in ("en", "ru", "zh") if word != own))
    names = (getattr(product, f"name_{word}", "") for word in first)
    return next(filter(None, names), product.sku)


@register.filter
def warehouse(each_warehouse: Warehouse) -> Any:
    """A warehouse of ours in the reader's words; one added later by the name it was given."""
    return WAREHOUSES.get(each_warehouse.code, each_warehouse.name)


@register.filter
def blocker(word: str) -> Any:
    """Why an order or a parcel waits; a word added later as it is."""
    return BLOCKERS.get(word, word)


@register.filter
def role(word: str) -> Any:
    """Who must act."""
    return ROLES.get(word, word)


@register.filter
def action(kind: str) -> Any:
    """What is done to many."""
    return ACTIONS.get(kind, kind)
