"""One filter of orders for the API and the pages."""

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
from shipments.orders.models import Order, OrderLine
from shipments.parties.models import Buyer

# A shorter beginning of a name fits too many buyers to be of use.
SHORTEST_NAME = 3


class OrderFilter(FilterSet):
    """`search` finds an order's number by its beginning, a parcel's number, a buyer's name."""

    status = MultipleChoiceFilter(choices=Order.Status.choices, label=_("Status"))
    marketplace = CharFilter(max_length=20, label=_("Marketplace"))
    created_after = MomentFilter("ordered_at", lookup_expr="gte", label=_("Ordered from"))
    created_before = MomentFilter("ordered_at", lookup_expr="lt", label=_("Ordered before"))
    ship_by_before = MomentFilter("ship_by", lookup_expr="lt", label=_("Ship by"))
    promised_before = DateFilter("promised_to", lookup_expr="lt", label=_("Promised before"))
    blocker = CharFilter(max_length=24, label=_("Blocked because"))
    city = CharFilter(max_length=120, label=_("City"))
    sku = CharFilter(method="with_sku", max_length=64, label=_("SKU"))
    parcel = CharFilter(method="with_parcel", max_length=32, label=_("Parcel"))
    search = CharFilter(method="found", max_length=100, label=_("Number, buyer or parcel"))

    class Meta:
        model = Order
        fields = ()

    def with_sku(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        products = Product.objects.filter(sku=value)
        return rows.filter(pk__in=OrderLine.objects.filter(product__in=products).values("order"))

    def with_parcel(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(_of_parcel(value))

    def found(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        fits = Q(number__startswith=text) | _of_parcel(text)
        if len(text) >= SHORTEST_NAME:
            fits |= Q(buyer__in=Buyer.objects.filter(name__istartswith=text))
        return rows.filter(fits)


def _of_parcel(number: str) -> Q:
    """Orders with a parcel of this tracking number, ours or the last mile's."""
    wanted = "".join(number.split()).upper()
    parcels = Order.parcels.rel.related_model._default_manager
    ours = parcels.filter(number=wanted)
    theirs = parcels.filter(last_mile_number=wanted).exclude(last_mile_number="")
    return Q(pk__in=ours.values("order")) | Q(pk__in=theirs.values("order"))
