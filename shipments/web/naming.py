"""Names as people read them: filters known to every template."""

from typing import Any

from django.template import Library
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments.stock.models import Warehouse
from shipments.tracking.codes import CODES
from shipments.web.staff.words import ACTORS

register = Library()
MARKETPLACES: dict[str, Any] = {
    "ozon": "Ozon", "shopify": "Shopify", "aliexpress": "AliExpress", "woocommerce": "WooCommerce",
    "wildberries": "Wildberries", "plain": _("own file"),
}  # fmt: skip
WAREHOUSES: dict[str, Any] = {"HRB-1": _("Harbin border warehouse")}


@register.filter
def who(by: str) -> Any:
    """A job by what it does; a person or a partner by the name written down."""
    return ACTORS.get(by, by)


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
