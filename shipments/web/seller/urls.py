"""The sellers' interface."""

from django.urls import path

from shipments.web import bulk_actions
from shipments.web.seller import (
    company,
    correcting,
    exports,
    imports,
    keys,
    members,
    order,
    orders,
    parcels,
    placing,
    products,
    receiver,
    replenishments,
    selection,
    shop,
    stock,
    today,
    webhooks,
)

app_name = "seller"
urlpatterns = [
    # /seller/
    path("", today.today, name="today"),
    # /seller/orders/
    path("orders/", orders.order_list, name="orders"),
    path("orders/new/", placing.order_new, name="order-new"),
    path("orders/<str:number>/", order.order, name="order"),
    path("orders/<str:number>/cancel/", order.order_cancel, name="order-cancel"),
    path("orders/<str:number>/holds/<int:hold>/", order.order_release, name="order-release"),
    path("orders/<str:number>/lines/", correcting.order_lines, name="order-lines"),
    path("orders/<str:number>/payment/", correcting.order_payment, name="order-payment"),
    path("orders/<str:number>/receiver/", receiver.receiver, name="order-receiver"),
    path("orders/<str:number>/reveal/", order.order_reveal, name="order-reveal"),
    # what is done to the list of orders
    path("selection/", selection.act, name="act"),
    path("selection/file/", selection.file, name="file"),
    path("selection/do/", selection.do, name="do"),
    path("paste/", orders.paste, name="paste"),
    path("columns/", orders.columns, name="columns"),
    path("views/", orders.keep_view, name="keep-view"),
    path("views/<int:view>/name/", orders.name_view, name="view-name"),
    path("views/<int:view>/drop/", orders.drop_view, name="view-drop"),
    # /seller/products/
    path("products/", products.product_list, name="products"),
    path("products/new/", products.product_new, name="product-new"),
    path("products/<path:sku>/", products.product, name="product"),
    # /seller/stock/
    path("stock/", stock.stock, name="stock"),
    path("stock/announce/", replenishments.announce, name="announce"),
    path("stock/<path:sku>/moves/", stock.moves, name="stock-moves"),
    path("replenishments/", replenishments.replenishments, name="replenishments"),
    path("replenishments/<str:number>/", replenishments.replenishment, name="replenishment"),
    path("replenishments/<str:number>/edit/", replenishments.edit, name="replenishment-edit"),
    path(
        "replenishments/<str:number>/cancel/",
        replenishments.cancel,
        name="replenishment-cancel",
    ),
    # /seller/exports/
    path("exports/", exports.export_list, name="exports"),
    path("exports/<str:number>/", exports.export_file, name="export"),
    # /seller/parcels/
    path("parcels/", parcels.parcel_list, name="parcels"),
    path("parcels/labels/", parcels.labels, name="labels"),
    path("parcels/<str:number>/label.pdf", parcels.label, {"form": "pdf"}, name="parcel-label"),
    path("parcels/<str:number>/label.zpl", parcels.label, {"form": "zpl"}, name="parcel-zpl"),
    # /seller/imports/
    path("imports/", imports.import_list, name="imports"),
    path("imports/sample/", imports.import_sample, name="import-sample"),
    path("imports/<str:number>/", imports.import_run, name="import"),
    path("imports/<str:number>/draft/", imports.import_draft, name="import-draft"),
    path("imports/<str:number>/dismiss/", imports.import_dismiss, name="import-dismiss"),
    path(
        "imports/<str:number>/errors.csv",
        imports.import_errors,
        {"form": "csv"},
        name="import-errors",
    ),
    path(
        "imports/<str:number>/errors.xlsx",
        imports.import_errors,
        {"form": "xlsx"},
        name="import-errors-xlsx",
    ),
    # /seller/ ... the company
    path("company/", company.company, name="company"),
    path("members/", members.member_list, name="members"),
    path("members/<int:member>/level/", members.member_level, name="member-level"),
    path("members/<int:member>/remove/", members.member_remove, name="member-remove"),
    path(
        "invitations/<int:invitation>/withdraw/",
        members.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("shop/", shop.shop, name="shop"),
    path("keys/", keys.key_list, name="keys"),
    path("keys/<int:key>/revoke/", keys.key_revoke, name="key-revoke"),
    path("webhooks/", webhooks.webhook_list, name="webhooks"),
    path("webhooks/<int:webhook>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook>/<str:act>/", webhooks.webhook_do, name="webhook-do"),
    path("deliveries/<int:delivery>/replay/", webhooks.replay, name="delivery-replay"),
    # /seller/bulk-actions/
    path("bulk-actions/", bulk_actions.bulk_action_list, name="bulk-actions"),
    path("bulk-actions/<str:number>/", bulk_actions.bulk_action, name="bulk-action"),
    path("bulk-actions/<str:number>/undo/", bulk_actions.undo, name="bulk-action-undo"),
]
