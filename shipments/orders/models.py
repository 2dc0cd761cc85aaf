"""Order, who receives it, its lines, and the payments in roubles."""

from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower, Replace, Upper
from django.utils.translation import gettext_lazy as _

from shipments.catalogue.models import Product
from shipments.encrypted import EncryptedText
from shipments.flights.models import Channel
from shipments.parties.models import Seller
from shipments.statuses import StatusChoices, any_of
from shipments.tenancy import SellerOwned

# Rates are those of the order's day in Moscow.
MOSCOW = ZoneInfo("Europe/Moscow")
# A city as it is searched for, however it is written: Орёл and ОРЕЛ are орел.
PLAIN_CITY = Replace(Lower("city"), models.Value("ё"), models.Value("е"))
# The words of a receiver's name as they are searched for, each by its beginning.
NAME_WORDS = models.Func(
    Replace(Lower("name"), models.Value("ё"), models.Value("е")),
    template="to_tsvector('simple', %(expressions)s)",
    output_field=models.TextField(),
)


class Order(models.Model):
    """What a buyer bought from a seller; the day's rate is frozen on it.

    Until packed its status is decided (Lifecycle.move); afterwards it follows its parcels.
    """

    class Status(StatusChoices):
        PLACED = "placed", "warn", _("placed")
        PAID = "paid", _("paid")
        PACKED = "packed", _("packed")
        SHIPPED = "shipped", _("shipped")
        DELIVERED = "delivered", "good", _("delivered")
        CANCELLED = "cancelled", "bad", _("cancelled")
        RETURNED = "returned", "bad", _("returned")
        LOST = "lost", "bad", _("lost")
        DESTROYED = "destroyed", "bad", _("destroyed")

        # While it is so, what was ordered and its receiver may be changed.
        OPEN = any_of(PLACED, PAID)
        CANCELLABLE = any_of(OPEN, PACKED)
        GOING_ON = any_of(CANCELLABLE, SHIPPED)
        OUT_OF_HAND = any_of(RETURNED, LOST, DESTROYED)
        AT_END = any_of(OUT_OF_HAND, DELIVERED)

    seller = models.ForeignKey(Seller, models.PROTECT, related_name="orders")
    number = models.CharField(max_length=60)
    channel = models.ForeignKey(Channel, models.PROTECT)
    marketplace = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLACED)
    postal_code = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=250, blank=True)
    ordered_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    ship_by = models.DateTimeField(null=True, blank=True)
    reserved_at = models.DateTimeField(null=True, blank=True)
    goods_rub = models.DecimalField(max_digits=14, decimal_places=2)
    shipping_rub = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    rate_cny = models.DecimalField(max_digits=14, decimal_places=6)
    rate_eur = models.DecimalField(max_digits=14, decimal_places=6)
    rate_day = models.DateField()
    rate_source = models.CharField(max_length=40)
    rate_eur_day = models.DateField(null=True, blank=True)
    rate_eur_source = models.CharField(max_length=40, blank=True, default="")
    promised_from = models.DateField(null=True, blank=True)
    promised_to = models.DateField(null=True, blank=True)
    blocker = models.CharField(max_length=24, blank=True)
    held = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, blank=True)
    # Prices of lines are shares of the order's sum, since the shop told no more.
    shared_prices = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SellerOwned.as_manager()
    seller_path = "seller"
    channel_path = "channel"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seller", "number"], name="order_number_once"),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=[
                        "placed",
                        "paid",
                        "packed",
                        "shipped",
                        "delivered",
                        "cancelled",
                        "returned",
                        "lost",
                        "destroyed",
                    ]
                ),
                name="order_status_known",
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "-ordered_at", "-id"], name="order_seller_time"),
            models.Index(fields=["seller", "status", "-ordered_at", "-id"], name="order_status"),
            models.Index(fields=["seller", "marketplace", "-ordered_at", "-id"], name="order_mkt"),
            models.Index(fields=["seller", "ship_by", "id"], name="order_ship_by"),
            models.Index(fields=["seller", "promised_to", "id"], name="order_promised"),
            models.Index(
                "seller",
                PLAIN_CITY,
                models.F("ordered_at").desc(),
                models.F("id").desc(),
                name="order_city",
            ),
            models.Index(
                fields=["seller", "blocker", "-ordered_at", "-id"],
                condition=~models.Q(blocker=""),
                name="order_blocked",
            ),
            models.Index(
                fields=["ordered_at"], condition=models.Q(status="placed"), name="order_unpaid"
            ),
            models.Index(
                fields=["promised_to", "id"],
                condition=models.Q(status="paid"),
                name="order_to_pack",
            ),
            models.Index(
                fields=["seller"],
                condition=models.Q(status="paid", reserved_at__isnull=True),
                name="order_unreserved",
            ),
            models.Index(fields=["-ordered_at", "-id"], name="order_time"),
            models.Index(Upper("number"), models.F("seller"), name="order_number_any_case"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_rub(self) -> Decimal:
        """What the buyer pays in all: goods and shipping."""
        return self.goods_rub + self.shipping_rub

    @property
    def is_priced_later(self) -> bool:
        """Whether a rate of a later day prices it, since none of its day or before was known."""
        ordered = self.ordered_at.astimezone(MOSCOW).date()
        return max(self.rate_day, self.rate_eur_day or self.rate_day) > ordered


class Receiver(models.Model):
    """Who receives one order, and only that one: two orders of one e-mail may be for two people.

    Personal data, masked outside. `said` is a keyed hash of the receiver and the address as the
    shop said them last, so that a repeated export never undoes what a person has mended since.
    """

    order = models.OneToOneField(Order, models.CASCADE, related_name="receiver")
    name = models.CharField(max_length=200, blank=True)
    name_latin = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="ru")
    inn = EncryptedText(blank=True, default="")
    passport = EncryptedText(blank=True, default="")
    said = models.CharField(max_length=64, blank=True)
    mended_at = models.DateTimeField(null=True, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    objects = SellerOwned.as_manager()
    seller_path = "order__seller"
    channel_path = "order__channel"

    class Meta:
        indexes: ClassVar = [
            GinIndex(NAME_WORDS, name="receiver_words"),
            models.Index(fields=["phone"], name="receiver_phone"),
            models.Index(Upper("email"), name="receiver_email"),
            models.Index(
                fields=["id"],
                condition=~models.Q(inn="", passport=""),
                name="receiver_identity",
            ),
        ]

    def __str__(self) -> str:
        return f"receiver {self.order_id}"


class OrderLine(models.Model):
    """Pieces of one product at the price the buyer paid; roubles per piece, shipping per line."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    sku = models.CharField(max_length=64)
    quantity = models.PositiveIntegerField()
    unit_price_rub = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_rub = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "product"], name="line_product_once"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_has_pieces"),
            models.CheckConstraint(
                condition=models.Q(unit_price_rub__gte=0), name="line_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku} x {self.quantity}"


class Payment(models.Model):
    """Money in roubles, appended: a payment is positive, a refund negative.

    Rules read `kind`; `reference` is its own number, or words of ours for one that has none.
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        REFUND = "refund", _("refund")
        REFUND_UNDONE = "refund_undone", _("refund taken back")
        DIFFERENCE = "difference", _("difference settled")

    class Method(models.TextChoices):
        """How it was paid, where somebody told it."""

        CARD = "card", _("bank card")
        SBP = "sbp", _("fast payment (SBP)")
        TRANSFER = "transfer", _("bank transfer")
        MARKETPLACE = "marketplace", _("by the marketplace")
        CASH = "cash", _("cash")
        OTHER = "other", _("otherwise")

    order = models.ForeignKey(Order, models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PAYMENT)
    amount_rub = models.DecimalField(max_digits=14, decimal_places=2)
    reference = models.CharField(max_length=80)
    method = models.CharField(max_length=12, choices=Method.choices, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "reference"], name="payment_once")
        ]

    def __str__(self) -> str:
        return f"{self.amount_rub} RUB"


# The reference of a payment that nobody named.
UNNAMED = "paid"
REFUNDS = (Payment.Kind.REFUND, Payment.Kind.REFUND_UNDONE)


class Reveal(models.Model):
    """Somebody looked at a buyer's unmasked name, phone and address; appended, never edited."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="reveals")
    by = models.CharField(max_length=80)
    why = models.CharField(max_length=300, blank=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SellerOwned.as_manager()
    seller_path = "order__seller"
    channel_path = "order__channel"

    def __str__(self) -> str:
        return f"{self.order_id} {self.by}"
