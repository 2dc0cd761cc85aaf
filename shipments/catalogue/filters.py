"""One filter of products for the API and the pages."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet

from shipments.catalogue.gaps import CUSTOMS, WORDS, with_gap
from shipments.catalogue.models import Product
from shipments.filter_widgets import ALL, YesNo

# Any of what customs asks for, and each thing apart.
ANY_OF_CUSTOMS = "customs"
GAPS = [(ANY_OF_CUSTOMS, _("anything that customs asks for")), *WORDS.items()]


class ProductFilter(FilterSet):
    """`incomplete` finds what cannot be exported yet, `gap` what lacks one thing or what
    customs asks for; `search` begins
    a SKU or a code, or stands anywhere in a name."""

    sku = CharFilter(max_length=64, label=_("SKU"))
    search = CharFilter(method="found", max_length=64, label=_("SKU, name or code"))
    battery = ChoiceFilter(choices=Product.Battery.choices, label=_("Battery"), empty_label=ALL)
    hs_code = CharFilter("hs_code", lookup_expr="startswith", max_length=6, label=_("HS code"))
    incomplete = BooleanFilter(
        method="with_gaps",
        label=_("For export"),
        widget=YesNo(_("something is missing"), _("complete")),
    )
    gap = ChoiceFilter(
        method="lacking", choices=GAPS, label=_("Missing"), empty_label=_("anything")
    )

    class Meta:
        model = Product
        fields = ()

    def with_gaps(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(with_gap()) if value else rows.exclude(with_gap())

    def lacking(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(with_gap(*(CUSTOMS if value == ANY_OF_CUSTOMS else [value])))

    def found(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        fits = Q(sku__istartswith=text) | Q(tnved_code__startswith=text)
        for language in ("zh", "ru", "en"):
            fits |= Q(**{f"name_{language}__icontains": text})
        return rows.filter(fits)
