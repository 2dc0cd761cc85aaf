"""The layouts we read, and which of them a header belongs to."""

from collections.abc import Sequence

from shipments.errors import BadInput
from shipments.imports.columns import INBOUND, PRODUCT, SELLER
from shipments.imports.layouts.aliexpress import ALIEXPRESS
from shipments.imports.layouts.amazon import AMAZON
from shipments.imports.layouts.draft import Layout
from shipments.imports.layouts.ozon import OZON
from shipments.imports.layouts.plain import PLAIN
from shipments.imports.layouts.shopify import SHOPIFY
from shipments.imports.layouts.woocommerce import WOOCOMMERCE
from shipments.sentences import say

LAYOUTS = {
    layout.name: layout for layout in (PLAIN, SHOPIFY, OZON, ALIEXPRESS, WOOCOMMERCE, AMAZON)
}
KNOWN = tuple(
    sorted(
        {
            *PRODUCT,
            *SELLER,
            *(column.name for column in INBOUND),
            *(word for layout in LAYOUTS.values() for word in layout.reads),
        }
    )
)


def layout_of(header: Sequence[str], name: str = "auto") -> Layout:
    """The layout of a header, or the one named. Raises BadInput naming missing columns."""
    if name != "auto":
        return _named(header, name)
    for layout in LAYOUTS.values():
        if layout.fits(header):
            return layout
    text = say("These columns belong to no order layout that we know.")
    raise BadInput("unknown_layout", text)


def _named(header: Sequence[str], name: str) -> Layout:
    if name not in LAYOUTS:
        raise BadInput("unknown_layout", say("There is no layout %(name)s.", name=name))
    if missing := sorted(LAYOUTS[name].columns - set(header)):
        text = say(
            "The columns %(names)s of the layout %(layout)s are missing.",
            names=", ".join(missing),
            layout=name,
        )
        raise BadInput("columns_missing", text)
    return LAYOUTS[name]
