"""The customs officers' interface."""

from django.urls import path

from customs.bulk_actions.table import ACTIONS
from customs.web import bulk_decisions as deciding
from customs.web import declaration, desk, flights
from shipments.web import bulk_actions

app_name = "customs"
urlpatterns = [
    path("", desk.import_desk, name="desk"),
    path("export/", desk.export_desk, name="export"),
    path("decide/<str:track>/", deciding.decide_many, name="decide"),
    path("left-out/<str:track>/", deciding.left_out_file, name="left-out"),
    path("parcels/<str:number>/", declaration.declaration, name="declaration"),
    path("parcels/<str:number>/hold/", declaration.hold, name="declaration-hold"),
    path("parcels/<str:number>/release/", declaration.release, name="declaration-release"),
    path("parcels/<str:number>/duty/", declaration.duty, name="declaration-duty"),
    path("parcels/<str:number>/paid/", declaration.paid, name="declaration-paid"),
    path("parcels/<str:number>/reveal/", declaration.reveal, name="declaration-reveal"),
    path("flights/", flights.flight_list, name="flights"),
    path("flights/<str:mawb>/", flights.consolidation, name="consolidation"),
    path("flights/<str:mawb>/hold/", flights.hold, name="consolidation-hold"),
    path("flights/<str:mawb>/register/", flights.register, name="consolidation-register"),
    path(
        "bulk-actions/",
        bulk_actions.bulk_action_list,
        {"kinds": tuple(ACTIONS)},
        name="bulk-actions",
    ),
    path("bulk-actions/<str:number>/", bulk_actions.bulk_action, name="bulk-action"),
    path("bulk-actions/<str:number>/left-out/", deciding.left_out_of, name="bulk-action-left-out"),
    path("bulk-actions/<str:number>/undo/", bulk_actions.undo, name="bulk-action-undo"),
]
