"""An order as it is handed in, before it is one of ours."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(slots=True)
class NewBuyer:
    """The receiver as typed; identity digits are encrypted at rest."""

    name: str = ""
    phone: str = ""
    email: str = ""
    inn: str = ""
    passport_series: str = ""
    passport_number: str = ""
    language: str = "ru"

    @property
    def key(self) -> str:
        """The same person again: by e-mail, else phone, else name. Empty for nobody."""
        return (self.email.lower() or self.phone or self.name.casefold()).strip()


@dataclass(slots=True)
class NewLine:
    """Pieces of a SKU; roubles a piece, shipping roubles for the whole line."""

    sku: str
    quantity: int
    unit_price_rub: Decimal
    shipping_rub: Decimal = Decimal(0)


@dataclass(slots=True)
class NewOrder:
    """An order to place. Paid orders carry `paid_at`, cancelled ones `cancelled_at`.

    `shared_prices` says that prices of lines are but shares of the order's sum.
    """

    seller_id: int
    number: str
    marketplace: str
    ordered_at: datetime
    buyer: NewBuyer
    lines: list[NewLine]
    channel_id: int | None = None
    paid_at: datetime | None = None
    cancelled_at: datetime | None = None
    ship_by: datetime | None = None
    postal_code: str = ""
    region: str = ""
    city: str = ""
    street: str = ""
    note: str = ""
    shared_prices: bool = False
