"""The customs officers' door."""

from django.urls import path

from customs.web import desk

app_name = "customs"
urlpatterns = [
    path("", desk.import_desk, name="desk"),
    path("export/", desk.export_desk, name="export"),
    path("decide/<str:track>/", desk.decide_many, name="decide"),
    path("parcels/<str:number>/", desk.declaration, name="declaration"),
]
