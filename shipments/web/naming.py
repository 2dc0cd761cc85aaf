"""Names as people read them: filters known to every template."""

from typing import Any

from django.template import Library
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments.numbers import typed
from shipments.stock.models import Warehouse
from shipments.tracking.codes import CODES
from shipments.web.staff.words import ACTORS

register = Library()
MARKETPLACES: dict[str, Any] = {
    "ozon": "Ozon", "shopify": "Shopify", "aliexpress": "AliExpress", "woocommerce": "WooCommerce",
    "wildberries": "Wildberries", "plain": _("own file"),
}  # fmt: skip
# Why an order or a parcel waits, and who must act.
BLOCKERS: dict[str, Any] = {
    "out_of_stock": _("out of stock"),
    "address_incomplete": _("address incomplete"),
    "customs_data": _("customs data of goods missing"),
    "no_weight": _("no weight in the catalogue"),
    "too_heavy": _("a piece is too heavy"),
    "too_large": _("a piece is too large"),
    "not_packed": _("not packed"),
    "held": _("on hold"),
    "export_not_filed": _("export not filed"),
    "export_pending": _("waits for export release"),
    "export_inspection": _("inspected by export customs"),
    "export_rejected": _("rejected by export customs"),
}
ROLES: dict[str, Any] = {
    "warehouse": _("warehouse"), "planner": _("planner"), "seller": _("seller"),
    "customs": _("customs"),
}  # fmt: skip
DEEDS: dict[str, Any] = {
    "cancel_orders": _("Cancelling orders"),
    "place_holds": _("Placing holds"),
    "release_holds": _("Releasing holds"),
    "decide_import": _("Recording decisions"),
    "decide_export": _("Recording receipts"),
    "close_cases": _("Closing cases"),
}
WAREHOUSES: dict[str, Any] = {"HRB-1": _("Harbin border warehouse")}


@register.filter
def who(by: str) -> Any:
    """A job by what it does; a person or a partner by the name written down."""
    return ACTORS.get(by, by)


@register.filter
def doubt(number: str) -> Any:
    """What the check digit of a number that names nothing tells; empty where it tells nothing."""
    return typed.doubt(number) or ""


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
def warehouse(one: Warehouse) -> Any:
    """A warehouse of ours in the reader's words; one added later by the name it was given."""
    return WAREHOUSES.get(one.code, one.name)


@register.filter
def blocker(word: str) -> Any:
    """Why an order or a parcel waits; a word added later as it is."""
    return BLOCKERS.get(word, word)


@register.filter
def role(word: str) -> Any:
    """Who must act."""
    return ROLES.get(word, word)


@register.filter
def deed(kind: str) -> Any:
    """What is done to many."""
    return DEEDS.get(kind, kind)
