"""The sellers' door."""

from django.urls import path

from shipments.web import deeds
from shipments.web.seller import imports, order, orders, parcels

app_name = "seller"
urlpatterns = [
    # /seller/
    path("", orders.order_list, name="orders"),
    # /seller/orders/
    path("orders/<str:number>/", order.order, name="order"),
    path("orders/<str:number>/cancel/", order.order_cancel, name="order-cancel"),
    # /seller/parcels/
    path("parcels/", parcels.parcel_list, name="parcels"),
    path("parcels/labels/", parcels.labels, name="labels"),
    path("parcels/<str:number>/label.pdf", parcels.label, {"form": "pdf"}, name="parcel-label"),
    path("parcels/<str:number>/label.zpl", parcels.label, {"form": "zpl"}, name="parcel-zpl"),
    # /seller/imports/
    path("imports/", imports.import_list, name="imports"),
    path("imports/<str:number>/", imports.import_run, name="import"),
    path("imports/<str:number>/errors.csv", imports.import_errors, name="import-errors"),
    # /seller/deeds/
    path("deeds/", deeds.deed_list, name="deeds"),
    path("deeds/<str:number>/", deeds.deed, name="deed"),
    path("deeds/<str:number>/undo/", deeds.undo, name="deed-undo"),
]
