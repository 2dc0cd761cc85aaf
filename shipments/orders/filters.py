"""One filter of orders for the API and the pages."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_

from django import forms
from django.db.models import BooleanField, Func, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from django_filters import (
    CharFilter,
    FilterSet,
    MultipleChoiceFilter,
)

from shipments.catalogue.models import Product
from shipments.filter_widgets import Suggesting, day_input
from shipments.moments import DayFilter, MomentFilter
from shipments.numbers.typed import normalised
from shipments.orders.models import NAME_WORDS, PLAIN_CITY, Order, OrderLine, Receiver
from shipments.orders.rules import normal_phone
from shipments.orders.wording import BLOCKERS, MARKETPLACES

# A shorter beginning of a name fits too many buyers to be of use; so many digits are a phone.
SHORTEST_NAME, SHORTEST_PHONE, MOST_WORDS = 3, 7, 8
MANY = 1_000


class OrderFilter(FilterSet):
    """`search` finds an order's number by its beginning, a parcel's number, a buyer by words of the
    name, by phone or by e-mail."""

    status = MultipleChoiceFilter(choices=Order.Status.choices, label=_("Status"))
    marketplace = CharFilter(max_length=20, label=_("Marketplace"), widget=Suggesting(MARKETPLACES))
    created_after = MomentFilter("ordered_at", lookup_expr="gte", label=_("Ordered from"))
    created_before = MomentFilter("ordered_at", lookup_expr="lt", label=_("Ordered before"))
    ship_by_before = MomentFilter("ship_by", lookup_expr="lt", label=_("Ship by"))
    promised_before = DayFilter(
        method="before_promise", label=_("Promised before"), widget=day_input()
    )
    blocker = CharFilter(
        max_length=24,
        label=_("Blocked because"),
        widget=forms.Select(choices=[("", "—"), *BLOCKERS.items()]),
    )
    city = CharFilter(method="in_city", max_length=120, label=_("City"))
    sku = CharFilter(method="with_sku", max_length=64, label=_("SKU"))
    parcel = CharFilter(method="with_parcel", max_length=100, label=_("Parcel"))
    search = CharFilter(
        method="found", max_length=100, label=_("Number, parcel, buyer, phone or e-mail")
    )

    class Meta:
        model = Order
        fields = ()

    def in_city(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """However it is written: Орел is Орёл, and in capitals or not."""
        plain = " ".join(value.split()).lower().replace("ё", "е")
        return rows.alias(plain_city=PLAIN_CITY).filter(plain_city=plain)

    def with_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        products = Product.objects.filter(sku=value)
        return rows.filter(pk__in=OrderLine.objects.filter(product__in=products).values("order"))

    def with_parcel(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        ours, theirs = _of_parcel(value)
        return rows.filter(pk__in=ours.union(theirs, all=True))

    def before_promise(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        """Nothing is promised for a day before it was ordered, so the list need not begin later."""
        ordered = datetime(value.year, value.month, value.day, tzinfo=UTC) + timedelta(days=1)
        return rows.filter(promised_to__lt=value, ordered_at__lt=ordered)

    def found(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Each way to find has its own index; asked for in one OR, none of them would be used.

        What begins very many numbers or names is met soon while the list is read, so there the
        OR is quicker.
        """
        text, plain = " ".join(value.split()), rows.order_by()
        known = _receivers(text)
        ways = [_numbered(plain, text), _of_receivers(plain, known)]
        if None in ways:
            named = Receiver.objects.filter(known).values("order") if known else None
            either = Q(pk__in=named) if named is not None else Q(pk__in=[])
            return rows.filter(Q(number__istartswith=text) | either)
        few = plain.filter(pk__in=[pk for way in ways for pk in way or ()]).values("pk")
        return rows.filter(pk__in=few.union(*_of_parcel(text), all=True))


def _numbered(rows: QuerySet, text: str) -> list[int] | None:
    """The orders whose numbers begin so; None where they are more than MANY."""
    found = rows.filter(number__istartswith=text).values_list("pk", flat=True)[: MANY + 1]
    orders = list(found)
    return None if len(orders) > MANY else orders


def _of_receivers(rows: QuerySet, known: Q | None) -> list[int] | None:
    """The orders of these receivers; None where receivers or orders are more than MANY."""
    if known is None:
        return []
    named = Receiver.objects.filter(known).values_list("order", flat=True)
    found = list(named[: MANY + 1])
    return (
        None if len(found) > MANY else list(rows.filter(pk__in=found).values_list("pk", flat=True))
    )


def _receivers(text: str) -> Q | None:
    """Whom a text names: by e-mail, by a phone however it is written, by any words of a name."""
    if "@" in text:
        return Q(email__istartswith=text)
    known = [_named(text), _phoned(text)]
    found = [item for item in known if item is not None]
    return reduce(or_, found) if found else None


def _named(text: str) -> Q | None:
    """Each word begins a word of the name, in any order; ё is е."""
    words = re.findall(r"\w+", text.lower().replace("ё", "е").replace("_", " "))[:MOST_WORDS]
    if len("".join(words)) < SHORTEST_NAME:
        return None
    asked = Func(
        Value(" & ".join(f"{word}:*" for word in words)),
        template="to_tsquery('simple', %(expressions)s)",
    )
    return Q(
        Func(
            NAME_WORDS,
            asked,
            template="%(expressions)s",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )


def _phoned(text: str) -> Q | None:
    digits = sum(sign.isdigit() for sign in text)
    return Q(phone__in={normal_phone(text), text}) if digits >= SHORTEST_PHONE else None


def _of_parcel(number: str) -> tuple[QuerySet, QuerySet]:
    """Orders with a parcel of this tracking number: ours, or the last mile's."""
    wanted = normalised(number)
    parcels = Order.parcels.rel.related_model._default_manager
    theirs = parcels.filter(last_mile_number=wanted).exclude(last_mile_number="")
    return parcels.filter(number=wanted).values("order"), theirs.values("order")
