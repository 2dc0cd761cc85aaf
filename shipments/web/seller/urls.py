"""The sellers' door."""

from django.urls import path

from shipments.web import deeds
from shipments.web.seller import imports, orders

app_name = "seller"
urlpatterns = [
    # /seller/
    path("", orders.order_list, name="orders"),
    # /seller/orders/
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/cancel/", orders.order_cancel, name="order-cancel"),
    # /seller/imports/
    path("imports/", imports.import_list, name="imports"),
    path("imports/<str:number>/", imports.import_run, name="import"),
    path("imports/<str:number>/errors.csv", imports.import_errors, name="import-errors"),
    # /seller/deeds/
    path("deeds/", deeds.deed_list, name="deeds"),
    path("deeds/<str:number>/", deeds.deed, name="deed"),
    path("deeds/<str:number>/undo/", deeds.undo, name="deed-undo"),
]
