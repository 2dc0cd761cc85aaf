"""The sellers' menu."""

from django.utils.translation import gettext_lazy as _

from shipments.web.components.menu import MenuItem

MENU = (
    MenuItem("today", _("Today")),
    MenuItem(
        "orders",
        _("Orders"),
        ("order", "order-new", "order-lines", "order-payment", "order-receiver"),
    ),
    MenuItem("bulk-actions", _("Bulk actions"), ("bulk-action",)),
    MenuItem("parcels", _("Parcels")),
    MenuItem("products", _("Products"), ("product", "product-new")),
    MenuItem(
        "stock",
        _("Stock"),
        ("stock-moves", "announce", "replenishments", "replenishment", "replenishment-edit"),
    ),
    MenuItem("imports", _("Files"), ("import", "exports")),
    MenuItem("company", _("Company"), ("members", "shop", "keys", "webhooks", "webhook")),
)
