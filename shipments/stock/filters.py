"""One filter each of stock levels and replenishments for the API and the pages."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from shipments.filter_widgets import YesNo
from shipments.moments import MomentFilter
from shipments.stock.models import Replenishment, ReplenishmentLine, StockLevel


class StockFilter(FilterSet):
    """`available` tells levels with free pieces from those without; `search` begins a SKU."""

    warehouse = CharFilter("warehouse__code", max_length=20, label=_("Warehouse"))
    sku = CharFilter("product__sku", max_length=64, label=_("SKU"))
    search = CharFilter(
        "product__sku", lookup_expr="startswith", max_length=64, label=_("SKU begins with")
    )
    available = BooleanFilter(
        method="with_free", label=_("Free pieces"), widget=YesNo(_("some"), _("none"))
    )

    class Meta:
        model = StockLevel
        fields = ()

    def with_free(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        free = {"on_hand__gt": F("reserved")}
        return rows.filter(**free) if value else rows.exclude(**free)


class ReplenishmentFilter(FilterSet):
    """`search` begins its number or the SKU of goods in it; `open` is what more may come of."""

    search = CharFilter(method="found", max_length=64, label=_("Number or SKU begins with"))
    open = BooleanFilter(
        method="still_open", label=_("Status"), widget=YesNo(_("not closed"), _("closed"))
    )
    status = ChoiceFilter(choices=Replenishment.Status.choices, label=_("Status"))
    warehouse = CharFilter("warehouse__code", max_length=20, label=_("Warehouse"))
    expected_before = MomentFilter("expected_at", lookup_expr="lt", label=_("Expected before"))

    class Meta:
        model = Replenishment
        fields = ()

    def found(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        lines = ReplenishmentLine.objects.filter(product__sku__startswith=text)
        holding = lines.filter(replenishment__in=rows.order_by().values("pk"))
        return rows.filter(Q(number__startswith=text) | Q(pk__in=holding.values("replenishment")))

    def still_open(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        is_open = Q(status__in=[Replenishment.Status.EXPECTED, Replenishment.Status.RECEIVING])
        return rows.filter(is_open) if value else rows.exclude(is_open)
