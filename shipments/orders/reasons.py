"""Why an order's history has a line, by the words that rules read and pages translate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderReason(TextChoices):
    PLACED = "order_placed", _("Order placed")
    RECEIVER_CORRECTED = "receiver_corrected", _("Receiver and address corrected")
    RECEIVER_FROM_SHOP = (
        "receiver_from_shop",
        _("Receiver and address taken over from the shop"),
    )
    NOTE_CORRECTED = "note_corrected", _("Note corrected")
    GOODS_CORRECTED = "lines", _("Goods corrected")
    CANCELLATION_UNDONE = "cancellation_undone", _("cancellation taken back")
    NEVER_PAID = "never_paid", _("never paid")
    CANCELLED_IN_SHOP = "cancelled_in_shop", _("cancelled in the shop")


# What is written down though no status moves.
WITHOUT_MOVE = (
    OrderReason.PLACED,
    OrderReason.RECEIVER_CORRECTED,
    OrderReason.RECEIVER_FROM_SHOP,
    OrderReason.NOTE_CORRECTED,
    OrderReason.GOODS_CORRECTED,
)
