"""What administrators read instead of the names of tables: one of them, and many."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

NAMES = {
    "User": (_("user"), _("users")),
    "Seller": (_("seller"), _("sellers")),
    "Membership": (_("member of a seller"), _("members of sellers")),
    "StaffMember": (_("staff member"), _("staff")),
    "Partner": (_("partner"), _("partners")),
    "ApiKey": (_("machine's key"), _("machines' keys")),
    "Invitation": (_("invitation"), _("invitations")),
    "BulkAction": (_("action for many"), _("actions for many")),
    "BulkRow": (_("row of an action"), _("rows of actions")),
    "Place": (_("place"), _("places")),
    "Channel": (_("channel"), _("channels")),
    "Aircraft": (_("aircraft type"), _("aircraft types")),
    "Schedule": (_("flight in the schedule"), _("schedule")),
    "Flight": (_("flight"), _("flights")),
    "Leg": (_("leg"), _("legs")),
    "Product": (_("product"), _("products")),
    "Order": (_("order"), _("orders")),
    "Receiver": (_("receiver"), _("receivers")),
    "OrderLine": (_("order line"), _("order lines")),
    "Payment": (_("payment"), _("payments")),
    "Reveal": (_("look at personal data"), _("looks at personal data")),
    "Warehouse": (_("warehouse"), _("warehouses")),
    "StockLevel": (_("stock of a product"), _("stock")),
    "StockMove": (_("stock move"), _("stock moves")),
    "Replenishment": (_("replenishment"), _("replenishments")),
    "ReplenishmentLine": (_("replenishment line"), _("replenishment lines")),
    "GoodsReceipt": (_("receipt of goods"), _("receipts of goods")),
    "GoodsReceiptLine": (_("line of a receipt"), _("lines of receipts")),
    "Parcel": (_("parcel"), _("parcels")),
    "ParcelItem": (_("item of a parcel"), _("items of parcels")),
    "NumberRange": (_("number range"), _("number ranges")),
    "Case": (_("case"), _("cases")),
    "CaseParcel": (_("parcel of a case"), _("parcels of cases")),
    "Consolidation": (_("consolidation"), _("consolidations")),
    "HouseWaybill": (_("house waybill"), _("house waybills")),
    "Uld": (_("ULD"), _("ULDs")),
    "Bag": (_("bag"), _("bags")),
    "BagOpening": (_("seal that was broken"), _("seals that were broken")),
    "StageTime": (_("usual time of a stage"), _("usual times of stages")),
    "Message": (_("partner's message"), _("partners' messages")),
    "MessageFault": (_("fault of a message"), _("faults of messages")),
    "ExportRun": (_("file made"), _("files made")),
    "Change": (_("change"), _("changes")),
    "Hold": (_("hold"), _("holds")),
    "ImportRun": (_("file taken in"), _("files taken in")),
    "RowError": (_("refused row"), _("refused rows")),
    "ColumnMap": (_("columns of a file"), _("columns of files")),
    "OutboxEvent": (_("outbox event"), _("outbox events")),
    "Webhook": (_("webhook"), _("webhooks")),
    "Delivery": (_("delivery to a webhook"), _("deliveries to webhooks")),
    "Subscription": (_("wish for letters"), _("wishes for letters")),
    "BuyerNotice": (_("letter to a buyer"), _("letters to buyers")),
    "ExchangeRate": (_("exchange rate"), _("exchange rates")),
    "RateCorrection": (_("correction of a rate"), _("corrections of rates")),
    "RefusedRate": (_("rate not accepted"), _("rates not accepted")),
    "PrivacyAct": (_("act on personal data"), _("acts on personal data")),
    "Run": (_("run of a job"), _("runs of jobs")),
    "Setback": (_("setback of a job"), _("setbacks of jobs")),
    "SavedView": (_("saved view"), _("saved views")),
    "Event": (_("event"), _("events")),
    "Containment": (_("place in a bag"), _("places in bags")),
    "Projection": (_("event of a container"), _("events of containers")),
    "PartnerCode": (_("partner's code"), _("partners' codes")),
    "UnmappedEvent": (_("event not understood"), _("events not understood")),
}


def name_tables(app: str, names: Mapping[str, tuple[Any, Any]]) -> None:
    """Show the names of an app's tables in each reader's language; an unknown one raises."""
    for label, (name, many) in names.items():
        meta = apps.get_model(app, label)._meta
        meta.verbose_name, meta.verbose_name_plural = name, many


name_tables("shipments", NAMES)
