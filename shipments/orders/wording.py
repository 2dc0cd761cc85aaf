"""What shops and blockers of orders are called, for pages and files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MARKETPLACES: dict[str, Any] = {
    "ozon": "Ozon",
    "shopify": "Shopify",
    "aliexpress": "AliExpress",
    "woocommerce": "WooCommerce",
    "wildberries": "Wildberries",
    "plain": _("own file"),
    "own": _("own shop"),
    "api": "API",
}
BLOCKERS: dict[str, Any] = {
    "out_of_stock": _("out of stock"),
    "address_incomplete": _("address incomplete"),
    "no_weight": _("no weight in the catalogue"),
    "customs_data": _("customs data of goods missing"),
    "too_heavy": _("a piece is too heavy"),
    "too_large": _("a piece is too large"),
}
