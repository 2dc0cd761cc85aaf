"""One filter of orders for the API and the pages."""

from datetime import UTC, date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    CharFilter,
    DateFilter,
    FilterSet,
    MultipleChoiceFilter,
)

from shipments.catalogue.models import Product
from shipments.moments import MomentFilter
from shipments.orders.models import PLAIN_CITY, Order, OrderLine
from shipments.parties.models import Buyer

# A shorter beginning of a name fits too many buyers to be of use.
SHORTEST_NAME = 3
MANY = 1_000


class OrderFilter(FilterSet):
    """`search` finds an order's number by its beginning, a parcel's number, a buyer's name."""

    status = MultipleChoiceFilter(choices=Order.Status.choices, label=_("Status"))
    marketplace = CharFilter(max_length=20, label=_("Marketplace"))
    created_after = MomentFilter("ordered_at", lookup_expr="gte", label=_("Ordered from"))
    created_before = MomentFilter("ordered_at", lookup_expr="lt", label=_("Ordered before"))
    ship_by_before = MomentFilter("ship_by", lookup_expr="lt", label=_("Ship by"))
    promised_before = DateFilter(method="before_promise", label=_("Promised before"))
    blocker = CharFilter(max_length=24, label=_("Blocked because"))
    city = CharFilter(method="in_city", max_length=120, label=_("City"))
    sku = CharFilter(method="with_sku", max_length=64, label=_("SKU"))
    parcel = CharFilter(method="with_parcel", max_length=32, label=_("Parcel"))
    search = CharFilter(method="found", max_length=100, label=_("Number, buyer or parcel"))

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
        text, plain = value.strip(), rows.order_by()
        ways = [_numbered(plain, text), _of_buyers(plain, text)]
        if None in ways:
            named = Buyer.objects.filter(name__istartswith=text)
            either = Q(buyer__in=named) if len(text) >= SHORTEST_NAME else Q()
            return rows.filter(Q(number__startswith=text) | either)
        few = plain.filter(pk__in=[pk for way in ways for pk in way or ()]).values("pk")
        return rows.filter(pk__in=few.union(*_of_parcel(text), all=True))


def _numbered(rows: QuerySet, text: str) -> list[int] | None:
    """The orders whose numbers begin so; None where they are more than MANY."""
    found = rows.filter(number__startswith=text).values_list("pk", flat=True)[: MANY + 1]
    orders = list(found)
    return None if len(orders) > MANY else orders


def _of_buyers(rows: QuerySet, text: str) -> list[int] | None:
    """The orders of buyers of this name; None where buyers or orders are more than MANY."""
    if len(text) < SHORTEST_NAME:
        return []
    named = Buyer.objects.filter(name__istartswith=text).values_list("pk", flat=True)
    buyers = list(named[: MANY + 1])
    orders = list(rows.filter(buyer__in=buyers).values_list("pk", flat=True)[: MANY + 1])
    return None if len(buyers) > MANY or len(orders) > MANY else orders


def _of_parcel(number: str) -> tuple[QuerySet, QuerySet]:
    """Orders with a parcel of this tracking number: ours, or the last mile's."""
    wanted = "".join(number.split()).upper()
    parcels = Order.parcels.rel.related_model._default_manager
    theirs = parcels.filter(last_mile_number=wanted).exclude(last_mile_number="")
    return parcels.filter(number=wanted).values("order"), theirs.values("order")
