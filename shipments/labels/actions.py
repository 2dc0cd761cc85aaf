"""Printing labels: who may, and that it was done."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shipments.actor import SELLER_WRITERS, Actor, Role
from shipments.errors import BadInput
from shipments.labels.contents import labels_of
from shipments.labels.drawing import pdf_of, zpl_of
from shipments.parcels.models import Parcel

MOST = {"pdf": 1_000, "zpl": 200}  # a picture takes longer to draw than a page


def draw_labels(*, parcels: Sequence[Parcel], form: str, by: Actor) -> bytes:
    """The labels as "pdf" (100 x 150 mm, a page each) or "zpl", in the order given.

    A label names the receiver, so who may only look gets none. Raises NotAllowed; BadInput for
    none or for more than MOST of the form.
    """
    by.require(*SELLER_WRITERS, Role.WAREHOUSE)
    if not parcels:
        raise BadInput("no_parcels", _("None of these has a parcel yet: labels come with packing."))
    if len(parcels) > MOST[form]:
        text = _("A file holds up to %(most)s labels: choose fewer.") % {"most": f"{MOST[form]:,}"}
        raise BadInput("too_many", text)
    return (zpl_of if form == "zpl" else pdf_of)(labels_of(parcels))


@transaction.atomic
def print_labels(*, parcels: Sequence[Parcel], by: Actor, at: datetime, form: str = "pdf") -> bytes:
    """The labels as one file, and on each parcel that its label was printed."""
    drawn = draw_labels(parcels=parcels, form=form, by=by)
    Parcel.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(label_printed_at=at)
    return drawn
