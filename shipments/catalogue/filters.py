"""One filter of products for the API and the pages."""

from django.db.models import Q, QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from shipments.catalogue.models import Product

# What a product needs before it can be packed and declared.
GAPS = (
    Q(weight_grams__isnull=True)
    | Q(hs_code="")
    | Q(name_ru="")
    | Q(declared_value_cny__isnull=True)
)


class ProductFilter(FilterSet):
    """`incomplete` finds what lacks weight, code, Russian name or value; `search` begins a SKU."""

    sku = CharFilter(max_length=64)
    search = CharFilter("sku", lookup_expr="startswith", max_length=64)
    battery = ChoiceFilter(choices=Product.Battery.choices)
    hs_code = CharFilter("hs_code", lookup_expr="startswith", max_length=6)
    incomplete = BooleanFilter(method="with_gaps")

    class Meta:
        model = Product
        fields = ()

    def with_gaps(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(GAPS) if value else rows.exclude(GAPS)
