"""Imports each topic's models for Django's registry; nobody else imports this module."""

from shipments.api.models import IdempotentAnswer
from shipments.bulk.models import BulkAction, BulkRow
from shipments.cases.models import Case, CaseParcel
from shipments.catalogue.models import Product
from shipments.containers.models import Bag, BagOpening, Consolidation, HouseWaybill, Uld
from shipments.estimates.models import StageTime
from shipments.exchange.models import Message, MessageFault
from shipments.exports.models import ExportRun
from shipments.field_keys.models import KeyProof
from shipments.flights.models import Aircraft, Channel, Flight, Leg, Place, Schedule
from shipments.history.models import Change
from shipments.holds.models import Hold
from shipments.imports.models import ColumnMap, ImportRun, RowError
from shipments.notifications.models import BuyerNotice, Delivery, Subscription, Webhook
from shipments.orders.models import Order, OrderLine, Payment, Receiver, Reveal
from shipments.outbox.models import OutboxEvent
from shipments.parcels.models import NumberRange, Parcel, ParcelItem
from shipments.parties.models import (
    ApiKey,
    Invitation,
    Membership,
    Partner,
    Seller,
    StaffMember,
    User,
)
from shipments.privacy.models import PrivacyAct
from shipments.rates.models import ExchangeRate, RateCorrection, RefusedRate
from shipments.runs.models import Run, Setback
from shipments.saved_views.models import SavedView
from shipments.stock.models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Replenishment,
    ReplenishmentLine,
    StockLevel,
    StockMove,
    Warehouse,
)
from shipments.tracking.models import (
    Containment,
    Event,
    PartnerCode,
    Projection,
    UnmappedEvent,
)

__all__ = [
    "Aircraft",
    "ApiKey",
    "Bag",
    "BagOpening",
    "BulkAction",
    "BulkRow",
    "BuyerNotice",
    "Case",
    "CaseParcel",
    "Change",
    "Channel",
    "ColumnMap",
    "Consolidation",
    "Containment",
    "Delivery",
    "Event",
    "ExchangeRate",
    "ExportRun",
    "Flight",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Hold",
    "HouseWaybill",
    "IdempotentAnswer",
    "ImportRun",
    "Invitation",
    "KeyProof",
    "Leg",
    "Membership",
    "Message",
    "MessageFault",
    "NumberRange",
    "Order",
    "OrderLine",
    "OutboxEvent",
    "Parcel",
    "ParcelItem",
    "Partner",
    "PartnerCode",
    "Payment",
    "Place",
    "PrivacyAct",
    "Product",
    "Projection",
    "RateCorrection",
    "Receiver",
    "RefusedRate",
    "Replenishment",
    "ReplenishmentLine",
    "Reveal",
    "RowError",
    "Run",
    "SavedView",
    "Schedule",
    "Seller",
    "Setback",
    "StaffMember",
    "StageTime",
    "StockLevel",
    "StockMove",
    "Subscription",
    "Uld",
    "UnmappedEvent",
    "User",
    "Warehouse",
    "Webhook",
]
