"""The shapes of orders: as sellers send them, and as they are answered."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shipments.api.base import Body, Moment, Money, Pieces, Ruled, Text, one_to
from shipments.api.money import MoneyOut, Roubles
from shipments.api.presenters import Told, tracking_url
from shipments.catalogue.gaps import CUSTOMS
from shipments.numbers.masks import (
    mask_email,
    mask_inn,
    mask_name,
    mask_passport,
    mask_phone,
    mask_street,
)
from shipments.orders.intake import NewBuyer, NewLine, NewOrder
from shipments.orders.models import Order, Receiver
from shipments.orders.queries import goods_with_gaps
from shipments.orders.rules import (
    LINES,
    MOST,
    PIECES,
    amount_of,
    fault_of,
    gaps_of,
    kept_of,
    normal,
    pieces_of,
    wrong_code,
)
from shipments.parcels.models import Movement, Parcel

LANGUAGES = ("ru", "zh-hans", "en")
WORDS = ("created", "repeated", "changed", "differing", "refused")
# The same as far as a pattern can say it; a tax number has check digits too.
PATTERNS = {
    "inn": r"^(\d{12})?$",
    "passport_series": r"^(?!0+$)(\d{4})?$",
    "passport_number": r"^(?!0+$)(\d{6})?$",
    "postal_code": r"^([1-9]\d{5})?$",
}


def _judged(field: str, text: str) -> str:
    """The text in the form in which it is kept. Raises ValidationError where it is refused; what
    could not be delivered is told as a gap."""
    text = normal(field, text)
    if reason := wrong_code(field, text) or fault_of(field, text):
        raise serializers.ValidationError(str(reason))
    return text


class OrderText(Text):
    """A text of an order, a receiver or an address, by their rules."""

    def __init__(self, field: str, **options: Any) -> None:
        super().__init__(MOST[field], **options)
        self.field = field
        self.pattern = PATTERNS.get(field, "")

    def to_internal_value(self, data: Any) -> str:
        return _judged(self.field, super().to_internal_value(data))


class OrderEmail(serializers.EmailField):
    def __init__(self) -> None:
        super().__init__(required=False, allow_blank=True, default="", max_length=MOST["email"])

    def to_internal_value(self, data: Any) -> str:
        return _judged("email", super().to_internal_value(data))


class Price(Ruled, Money):
    """Roubles as a shop writes them."""

    rule = staticmethod(amount_of)


class BuyerIn(Body):
    """Who receives this order. Tax number and passport are encrypted at rest and never answered in
    full. What is missing for a delivery is told in `gaps` and keeps the order from being packed.
    """

    name = OrderText("name", required=True)
    phone = OrderText("phone")
    email = OrderEmail()
    language: serializers.ChoiceField | None = serializers.ChoiceField(
        choices=LANGUAGES, default="ru"
    )
    inn = OrderText("inn", help_text="Twelve digits")
    passport_series = OrderText("passport_series")
    passport_number = OrderText("passport_number")


class AddressIn(Body):
    postal_code = OrderText("postal_code", help_text="Six digits")
    region = OrderText("region")
    city = OrderText("city")
    street = OrderText("street")


class LineIn(Body):
    sku = OrderText("sku", required=True)
    quantity = Pieces(pieces_of, PIECES)
    unit_price = Price(help_text="Roubles a piece")
    shipping = Price(required=False, default=Decimal(0), help_text="Roubles for the whole line")


class OrderIn(Body):
    """An order; paid ones say when they were paid, and wait for stock."""

    number = OrderText("number", required=True)
    marketplace = OrderText("marketplace", default="api")
    channel = Text(20, help_text="Such as HRB-SVX, which is the default")
    seller = Text(20, help_text="For staff: the seller's code")
    currency = serializers.ChoiceField(choices=["RUB"], default="RUB")
    ordered_at = Moment()
    paid_at = Moment(required=False, allow_null=True, default=None)
    ship_by = Moment(required=False, allow_null=True, default=None)
    buyer = BuyerIn()
    address = AddressIn()
    lines = LineIn(**one_to(LINES))
    note = OrderText("note")


def new_order(given: dict[str, Any], seller_id: int, channel_id: int | None) -> NewOrder:
    """The action's input of a validated OrderIn."""
    return NewOrder(
        seller_id=seller_id,
        number=given["number"],
        marketplace=given["marketplace"],
        ordered_at=given["ordered_at"],
        paid_at=given["paid_at"],
        ship_by=given["ship_by"],
        channel_id=channel_id,
        buyer=NewBuyer(**given["buyer"]),
        lines=[
            NewLine(text["sku"], text["quantity"], text["unit_price"], text["shipping"])
            for text in given["lines"]
        ],
        note=given["note"],
        **given["address"],
    )


def receiver_fields(given: dict[str, Any]) -> dict[str, str]:
    """The fields to correct of a validated ReceiverChange."""
    buyer = dict(given.get("buyer", {}))
    passport = [buyer.pop(name) for name in ("passport_series", "passport_number") if name in buyer]
    if passport:
        buyer["passport"] = " ".join(filter(None, passport))
    return {**buyer, **given.get("address", {})}


class LineOut(serializers.Serializer):
    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = Roubles(source="unit_price_rub")
    shipping = Roubles(source="shipping_rub")


class OrderParcelOut(serializers.Serializer):
    number = serializers.CharField()
    last_mile_number = serializers.CharField(help_text="Empty where it keeps ours")
    movement = serializers.ChoiceField(choices=Movement.choices)
    tracking_url = serializers.SerializerMethodField(help_text="The page for anybody")

    def get_tracking_url(self, parcel: Parcel) -> str:
        return tracking_url(parcel.number)


class OrderParcelFull(Told, OrderParcelOut):
    """A parcel with what is told of it."""


class OrderOut(serializers.Serializer):
    number = serializers.CharField()
    seller = serializers.CharField(source="seller.code")
    marketplace = serializers.CharField()
    channel = serializers.CharField(source="channel.code")
    status = serializers.ChoiceField(choices=Order.Status.choices)
    blocker = serializers.CharField(help_text="What keeps it from being packed; empty if nothing")
    ordered_at = serializers.DateTimeField()
    paid_at = serializers.DateTimeField(allow_null=True)
    ship_by = serializers.DateTimeField(allow_null=True)
    promised_from = serializers.DateField(allow_null=True)
    promised_to = serializers.DateField(allow_null=True)
    goods = Roubles(source="goods_rub")
    shipping = Roubles(source="shipping_rub")
    city = serializers.CharField()
    lines = LineOut(many=True, source="lines.all")
    parcels = OrderParcelOut(many=True, source="parcels.all")


class BuyerOut(serializers.Serializer):
    """Masked: enough to recognise one's own buyer.

    A key with the scope `people:read` gets name, phone and e-mail in full, and that is logged.
    """

    name = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    email = serializers.SerializerMethodField()
    inn = serializers.SerializerMethodField()
    passport = serializers.SerializerMethodField()
    language = serializers.CharField()

    def get_name(self, buyer: Receiver) -> str:
        return buyer.name if self.context.get("people") else mask_name(buyer.name)

    def get_phone(self, buyer: Receiver) -> str:
        return buyer.phone if self.context.get("people") else mask_phone(buyer.phone)

    def get_email(self, buyer: Receiver) -> str:
        return buyer.email if self.context.get("people") else mask_email(buyer.email)

    def get_inn(self, buyer: Receiver) -> str:
        return mask_inn(buyer.inn)

    def get_passport(self, buyer: Receiver) -> str:
        return mask_passport(buyer.passport)


class AddressOut(serializers.Serializer):
    postal_code = serializers.CharField()
    region = serializers.CharField()
    city = serializers.CharField()
    street = serializers.SerializerMethodField(help_text="With the scope `people:read` in full")

    def get_street(self, order: Order) -> str:
        return order.street if self.context.get("people") else mask_street(order.street)


class RateOfOrder(serializers.Serializer):
    """Roubles a unit on the day that was frozen with the order."""

    CNY = serializers.DecimalField(max_digits=14, decimal_places=6)
    EUR = serializers.DecimalField(max_digits=14, decimal_places=6)
    day = serializers.DateField(help_text="Whose rates these are")
    source: Any = serializers.CharField()
    eur_day = serializers.DateField(help_text="The same of the euro, where it is another day's")
    is_later = serializers.BooleanField(
        help_text="No rate of the order's day or before was known: they are of a later day"
    )


class PaymentOut(serializers.Serializer):
    amount = Roubles(source="amount_rub")
    reference = serializers.CharField()
    happened_at = serializers.DateTimeField()


class GapOut(serializers.Serializer):
    field = serializers.CharField()
    message = serializers.CharField(source="reason")


class GoodsGapOut(serializers.Serializer):
    sku = serializers.CharField()
    missing = serializers.ListField(child=serializers.ChoiceField(choices=CUSTOMS))


class OrderFull(OrderOut):
    parcels = OrderParcelFull(many=True, source="parcels.all")
    buyer = BuyerOut(source="receiver")
    address = AddressOut(source="*")
    rates = serializers.SerializerMethodField()
    payments = PaymentOut(many=True, source="payments.all")
    balance = serializers.SerializerMethodField()
    note = serializers.CharField()
    gaps = serializers.SerializerMethodField(
        help_text="What of the receiver and the address is missing or wrong"
    )

    goods_gaps = serializers.SerializerMethodField(
        help_text="Goods that lack what customs asks for, and what: by the words of `gap`"
    )

    @extend_schema_field(GoodsGapOut(many=True))
    def get_goods_gaps(self, order: Order) -> Any:
        told = [{"sku": item.sku, "missing": words} for item, words in goods_with_gaps(order)]
        return GoodsGapOut(told, many=True).data

    @extend_schema_field(GapOut(many=True))
    def get_gaps(self, order: Order) -> Any:
        return GapOut(gaps_of(kept_of(order)), many=True).data

    @extend_schema_field(RateOfOrder)
    def get_rates(self, order: Order) -> dict[str, Any]:
        rates: dict[str, Any] = {"CNY": order.rate_cny, "EUR": order.rate_eur}
        rates |= {"day": order.rate_day, "source": order.rate_source}
        rates |= {"eur_day": order.rate_eur_day or order.rate_day}
        return RateOfOrder({**rates, "is_later": order.is_priced_later}).data

    @extend_schema_field(MoneyOut)
    def get_balance(self, order: Order) -> dict[str, str]:
        paid = sum((payment.amount_rub for payment in order.payments.all()), Decimal(0))
        return Roubles().to_representation(paid)


class BuyerChange(BuyerIn):
    """What to correct of the receiver; what is left out stays."""

    name = OrderText("name", allow_blank=False)
    language = None


class ReceiverChange(Body):
    """What to correct of the receiver, the address and the note; what is left out stays."""

    buyer = BuyerChange(required=False)
    address = AddressIn(required=False)
    note = OrderText("note")


class BulkIn(Body):
    orders = serializers.ListField(child=OrderIn(), max_length=1_000)


class BulkOne(serializers.Serializer):
    index = serializers.IntegerField()
    number = serializers.CharField(help_text="Empty where it could not be read")
    status = serializers.ChoiceField(choices=WORDS)
    code = serializers.CharField(
        help_text="Why it was refused, or `differs`, for machines; else empty"
    )
    message = serializers.CharField()
    fields: Any = serializers.DictField(child=serializers.CharField())


class BulkOut(serializers.Serializer):
    created = serializers.IntegerField()
    repeated = serializers.IntegerField()
    changed = serializers.IntegerField()
    differing = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = BulkOne(many=True)


class PayIn(Body):
    reference = Text(80, help_text="Your name of the payment")
