"""The lists of a seller narrowed to what is held, and by whom it can go on."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from shipments.holds.models import Hold
from shipments.holds.queries import CARRIER, CUSTOMS, YOU, acting
from shipments.parcels.models import Parcel
from shipments.tracking.filters import ParcelFilter
from shipments.tracking.order_filter import OrderStageFilter

ANY = "any"
HOLDS = [(YOU, _("waiting for you")), (ANY, _("any"))]
ACTS = [(YOU, _("you")), (CUSTOMS, _("customs")), (CARRIER, _("carrier"))]


class SellerParcelFilter(ParcelFilter):
    """`acts` is who must act for the hold that stands on a parcel."""

    acts = ChoiceFilter(method="waits_for", choices=ACTS, label=_("On hold, waiting for"))

    def waits_for(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(held=True).alias(acts=acting()).filter(acts=value)


class SellerOrderFilter(OrderStageFilter):
    """`hold` finds orders with a parcel on hold: any, or one that waits for the seller."""

    hold = ChoiceFilter(method="on_hold", choices=HOLDS, label=_("On hold"), empty_label="—")

    def on_hold(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        parcels = held(own=False)
        if value == YOU:
            parcels = parcels.alias(acts=acting()).filter(acts=YOU)
        return rows.filter(pk__in=parcels.values("order"))


def held(*, own: bool) -> QuerySet[Parcel]:
    """Parcels that are held; with `own` those with a hold that their seller placed."""
    rows = Parcel.objects.filter(held=True)
    standing = Hold.objects.filter(status=Hold.Status.PLACED, reason=Hold.Reason.SELLER)
    return rows.filter(pk__in=standing.exclude(parcel=None).values("parcel")) if own else rows
