"""One filter each of stock levels and replenishments for the API and the pages."""

from django.db.models import F, QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from shipments.moments import MomentFilter
from shipments.stock.models import Replenishment, StockLevel


class StockFilter(FilterSet):
    """`available` tells levels with free pieces from those without; `search` begins a SKU."""

    warehouse = CharFilter("warehouse__code", max_length=20)
    sku = CharFilter("product__sku", max_length=64)
    search = CharFilter("product__sku", lookup_expr="startswith", max_length=64)
    available = BooleanFilter(method="with_free")

    class Meta:
        model = StockLevel
        fields = ()

    def with_free(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        free = {"on_hand__gt": F("reserved")}
        return rows.filter(**free) if value else rows.exclude(**free)


class ReplenishmentFilter(FilterSet):
    status = ChoiceFilter(choices=Replenishment.Status.choices)
    warehouse = CharFilter("warehouse__code", max_length=20)
    expected_before = MomentFilter("expected_at", lookup_expr="lt")

    class Meta:
        model = Replenishment
        fields = ()
