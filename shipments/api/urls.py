"""The machines' interface, by resource."""

from django.urls import path, re_path

from shipments.api import (
    consolidations,
    events,
    exports,
    flights,
    holds,
    imports,
    messages,
    orders,
    parcels,
    products,
    rates,
    replenishments,
    schema,
    stock,
    track,
    webhooks,
)
from shipments.api.base import NoSuchAddress

app_name = "api"

urlpatterns = [
    path("schema/", schema.schema, name="schema"),
    path("docs/", schema.docs, name="docs"),
    # orders
    path("orders/", orders.Orders.as_view(), name="orders"),
    path("orders/bulk/", orders.OrdersBulk.as_view(), name="orders-bulk"),
    path("orders/<str:number>/", orders.OrderPage.as_view(), name="order"),
    path("orders/<str:number>/pay/", orders.OrderPay.as_view(), name="order-pay"),
    path("orders/<str:number>/cancel/", orders.OrderCancel.as_view(), name="order-cancel"),
    # goods
    path("products/", products.Products.as_view(), name="products"),
    path("products/<path:sku>/", products.ProductPage.as_view(), name="product"),
    path("stock/", stock.Stock.as_view(), name="stock"),
    path("stock-needed/", stock.StockNeeded.as_view(), name="stock-needed"),
    path("stock/<path:sku>/", stock.StockPage.as_view(), name="stock-count"),
    path("replenishments/", replenishments.Replenishments.as_view(), name="replenishments"),
    path(
        "replenishments/<str:number>/",
        replenishments.ReplenishmentPage.as_view(),
        name="replenishment",
    ),
    *(
        path(
            f"replenishments/<str:number>/{action}/",
            view.as_view(),
            name=f"replenishment-{action}",
        )
        for action, view in replenishments.ACTIONS.items()
    ),
    # parcels
    path("parcels/", parcels.Parcels.as_view(), name="parcels"),
    path("parcels/<str:number>/", parcels.ParcelPage.as_view(), name="parcel"),
    path("parcels/<str:number>/label.pdf", parcels.PdfLabel.as_view(), name="parcel-label"),
    path("parcels/<str:number>/label.zpl", parcels.ZplLabel.as_view(), name="parcel-zpl"),
    path("parcels/<str:number>/events/", parcels.ParcelEvents.as_view(), name="parcel-events"),
    # files and rates
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<str:number>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<str:number>/errors/", imports.ImportErrors.as_view(), name="import-errors"),
    path("exports/", exports.Exports.as_view(), name="exports"),
    path("exports/<str:number>/", exports.ExportPage.as_view(), name="export"),
    path("exports/<str:number>/file/", exports.ExportFile.as_view(), name="export-file"),
    path("rates/", rates.Rates.as_view(), name="rates"),
    # events and tracking
    path("events/", events.Events.as_view(), name="events"),
    path("messages/", messages.Messages.as_view(), name="messages"),
    path("track/", track.TrackMany.as_view(), name="track-many"),
    path("track/<str:number>/", track.Track.as_view(), name="track"),
    # flights
    path("flights/", flights.Flights.as_view(), name="flights"),
    path("flights/<str:number>/", flights.FlightPage.as_view(), name="flight"),
    path("flights/<str:number>/depart/", flights.FlightDepart.as_view(), name="flight-depart"),
    path("flights/<str:number>/arrive/", flights.FlightArrive.as_view(), name="flight-arrive"),
    path("flights/<str:number>/delay/", flights.FlightDelay.as_view(), name="flight-delay"),
    path("flights/<str:number>/cancel/", flights.FlightCancelled.as_view(), name="flight-cancel"),
    path(
        "flights/<str:number>/aircraft/", flights.FlightAircraft.as_view(), name="flight-aircraft"
    ),
    # consolidations and bags
    path("consolidations/", consolidations.Consolidations.as_view(), name="consolidations"),
    path(
        "consolidations/<str:mawb>/",
        consolidations.ConsolidationPage.as_view(),
        name="consolidation",
    ),
    *(
        path(f"consolidations/<str:mawb>/{action}/", view.as_view(), name=f"consolidation-{action}")
        for action, view in consolidations.ACTIONS.items()
    ),
    path("bags/", consolidations.Bags.as_view(), name="bags"),
    path("bags/<str:number>/", consolidations.BagPage.as_view(), name="bag"),
    path("bags/<str:number>/move/", consolidations.BagToOther.as_view(), name="bag-move"),
    path("bags/<str:number>/seal/", consolidations.BagSealed.as_view(), name="bag-seal"),
    path("bags/<str:number>/open/", consolidations.BagOpened.as_view(), name="bag-open"),
    path("bags/<str:number>/off/", consolidations.BagOff.as_view(), name="bag-off"),
    # holds
    path("holds/", holds.Holds.as_view(), name="holds"),
    path("holds/<int:pk>/", holds.HoldPage.as_view(), name="hold"),
    path("holds/<int:pk>/release/", holds.HoldRelease.as_view(), name="hold-release"),
    # webhooks
    path("webhooks/", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<int:pk>/", webhooks.WebhookPage.as_view(), name="webhook"),
    path("webhooks/<int:pk>/test/", webhooks.WebhookTest.as_view(), name="webhook-test"),
    path("webhooks/<int:pk>/rotate/", webhooks.WebhookRotate.as_view(), name="webhook-rotate"),
    path("webhooks/<int:pk>/deliveries/", webhooks.Deliveries.as_view(), name="deliveries"),
    path(
        "webhooks/<int:pk>/deliveries/<int:delivery>/replay/",
        webhooks.Replay.as_view(),
        name="delivery-replay",
    ),
    re_path(r"^[\s\S]*", NoSuchAddress.as_view()),
]
